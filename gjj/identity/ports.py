"""身份要上面的房间办的事：发验证码、告诉本人（消息来登记），读参数（参数来登记），向外单位核对人（交换来登记），网点管哪些单位和职工（归集来登记）。

没有登记就启动检查不过。
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from django.core.checks import CheckMessage, Error, register
from django.db.models import QuerySet

from gjj.actors.actor import Actor


class CodeSender(Protocol):
    """发验证码短信的人。"""

    def __call__(
        self, *, fact: str, template: str, person_id: int, code: str, expires_at: datetime, at: datetime
    ) -> None:
        """在调用者的事务里写下，提交之后发出；过了时间的不再发。"""


class NumberTexter(Protocol):
    """往一个还不是谁的号码发验证码短信的人。"""

    def __call__(self, *, key: str, template: str, mobile: str, code: str, expires_at: datetime, at: datetime) -> None:
        """同一个 key 只发一条；在调用者的事务里写下，号码和码加密存放，提交之后发出，过了时间的不再发。"""


class NumberTeller(Protocol):
    """往一个已经不是谁的号码说一件事的人。"""

    def __call__(self, *, key: str, template: str, mobile: str, variables: Mapping[str, str], at: datetime) -> None:
        """同一个 key 只发一条；在调用者的事务里写下，号码加密存放，提交之后发出，勿扰时段里等到早上。"""


class AccountFinder(Protocol):
    """知道谁在中心有账户的人。"""

    def __call__(self, person_id: int) -> bool:
        """这个自然人有没有住房公积金账户。"""


class MobileTeller(Protocol):
    """告诉本人预留手机号登记了的人。"""

    def __call__(self, *, mobiles: Mapping[int, str], at: datetime) -> None:
        """自然人编号 → 遮掩过的新号码；在调用者的事务里写下。"""


class PersonTeller(Protocol):
    """告诉本人一件事的人。"""

    def __call__(self, *, fact: str, template: str, person_id: int, variables: Mapping[str, str], at: datetime) -> None:
        """同一件事只说一遍；在调用者的事务里写下。"""


class ParameterReader(Protocol):
    """读参数的人。"""

    def __call__(self, codes: Iterable[str], *, on: date) -> Mapping[str, Any]:
        """编码 → 那一天的值；缺一个就抛错。"""


class Verdict(StrEnum):
    """核对一个人的结果：一致、不一致、查无；没有结果不是不一致，过一会儿再核对。"""

    MATCH = "match"
    MISMATCH = "mismatch"
    ABSENT = "absent"
    NO_ANSWER = "no_answer"


class PersonVerifier(Protocol):
    """核对一个人的；每一问留一条审计，不写号码。对方停着答 NO_ANSWER，不抛错。在事务外叫它。"""

    def check_name(self, *, by: Actor, name: str, id_no: str, at: datetime) -> Verdict:
        """公安：姓名和证件号码。"""

    def check_card(self, *, by: Actor, name: str, id_no: str, card: str, mobile: str, at: datetime) -> Verdict:
        """银行卡：卡号、姓名、证件号码、银行预留手机号。"""

    def check_face(self, *, by: Actor, name: str, id_no: str, photo: bytes, at: datetime) -> Verdict:
        """人脸：现拍的照片是不是本人。"""


class BranchRows(Protocol):
    """知道哪个网点管哪些单位、哪些职工的人；都是没有取的查询，嵌在别的查询里，行上的列是 Django 的列名。"""

    def units(self, branch_id: int) -> QuerySet[Any]:
        """网点的单位账户：有 pk、employer_id、branch_id。"""

    def accounts(self, branch_id: int) -> QuerySet[Any]:
        """网点的单位现在的职工的个人账户：有 person_id、subaccount_id。"""

    def accounts_ever(self, branch_id: int | None = None) -> QuerySet[Any]:
        """网点的单位现在的、从前在它那里汇缴过的职工的个人账户，不写网点就是全部的：有 person_id。一个人一问，不拿来列清单。"""


_SENDER: list[CodeSender] = []
_TELLER: list[MobileTeller] = []
_PERSON_TELLER: list[PersonTeller] = []
_READER: list[ParameterReader] = []
_VERIFIER: list[PersonVerifier] = []
_TEXTER: list[NumberTexter] = []
_NUMBER_TELLER: list[NumberTeller] = []
_FINDER: list[AccountFinder] = []
_BRANCHES: list[BranchRows] = []


def register_code_sender(sender: CodeSender) -> None:
    """登记发验证码的。"""
    _SENDER[:] = [sender]


def code_sender() -> CodeSender:
    """登记了的那一个。"""
    return _SENDER[0]


def register_mobile_teller(teller: MobileTeller) -> None:
    """登记告诉本人的。"""
    _TELLER[:] = [teller]


def mobile_teller() -> MobileTeller:
    """登记了的那一个。"""
    return _TELLER[0]


def register_person_teller(teller: PersonTeller) -> None:
    """登记告诉本人一件事的。"""
    _PERSON_TELLER[:] = [teller]


def person_teller() -> PersonTeller:
    """登记了的那一个。"""
    return _PERSON_TELLER[0]


def register_person_verifier(verifier: PersonVerifier) -> None:
    """登记核对一个人的。"""
    _VERIFIER[:] = [verifier]


def person_verifier() -> PersonVerifier:
    """登记了的那一个。"""
    return _VERIFIER[0]


def register_number_texter(texter: NumberTexter) -> None:
    """登记往号码发短信的。"""
    _TEXTER[:] = [texter]


def number_texter() -> NumberTexter:
    """登记了的那一个。"""
    return _TEXTER[0]


def register_number_teller(teller: NumberTeller) -> None:
    """登记往号码说一件事的。"""
    _NUMBER_TELLER[:] = [teller]


def number_teller() -> NumberTeller:
    """登记了的那一个。"""
    return _NUMBER_TELLER[0]


def register_account_finder(finder: AccountFinder) -> None:
    """登记知道谁有账户的。"""
    _FINDER[:] = [finder]


def has_account(person_id: int) -> bool:
    """这个自然人有没有账户；由登记了的那一个来答。"""
    return _FINDER[0](person_id)


def register_branch_rows(rows: BranchRows) -> None:
    """登记知道网点管谁的。"""
    _BRANCHES[:] = [rows]


def branch_rows() -> BranchRows:
    """登记了的那一个。"""
    return _BRANCHES[0]


def register_parameter_reader(reader: ParameterReader) -> None:
    """登记读参数的。"""
    _READER[:] = [reader]


def parameters_on(codes: Iterable[str], *, on: date) -> Mapping[str, Any]:
    """那一天的参数值；由登记了的那一个来读。"""
    return _READER[0](codes, on=on)


@register()
def a_code_sender_is_registered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """有人发验证码；没有就谁也登录不了。"""
    if all((_SENDER, _TELLER, _PERSON_TELLER, _READER, _VERIFIER, _TEXTER, _NUMBER_TELLER, _FINDER, _BRANCHES)):
        return []
    return [Error("没有登记发验证码、告诉本人、读参数、核对人、知道谁有账户、网点管谁的房间", id="gjj.identity.E001")]

"""登记自然人、单位、网点。建登录和授权在 logins.py，名字从这里也取得到。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.blind import blind_indexes, tail_index
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.fields.columns import insert_columns
from gjj.identity.models import Branch, Employer, Person
from gjj.identity.pinyin import company_reading, reading
from gjj.identity.selectors.people import among
from gjj.identity.services.logins import create_login, give_grant
from gjj.identity.services.numbers import fill_mobiles
from gjj.idnumbers import uscc as credit_codes

__all__ = [
    "PersonDraft",
    "create_login",
    "give_grant",
    "register_branch",
    "register_employer",
    "register_persons",
]


NAMED = 1000
"""一批登记的，审计里最多写几个人的编号。"""


@dataclass(frozen=True)
class PersonDraft:
    """待登记的自然人。"""

    name: str
    id_no: str
    mobile: str = ""
    bank_card: str = ""


def _write(drafts: Sequence[PersonDraft], indexes: Sequence[str], at: datetime) -> dict[str, tuple[int, bool]]:
    """成批写入，返回写进去的人：证件号盲索引 → （编号, 有没有手机号）；别人刚登记过的不在里面。"""
    readings = [reading(one.name) for one in drafts]
    mobiles = blind_indexes("mobile", [one.mobile for one in drafts if one.mobile])
    cards = blind_indexes("bank_card", [one.bank_card for one in drafts if one.bank_card])
    rows = insert_columns(
        Person,
        {
            "name": [one.name for one in drafts],
            "name_pinyin": [pinyin for pinyin, _ in readings],
            "name_initials": [initials for _, initials in readings],
            "id_no": [one.id_no for one in drafts],
            "id_no_index": indexes,
            "id_no_tail_index": [tail_index(one.id_no) for one in drafts],
            "mobile": [one.mobile or None for one in drafts],
            "mobile_index": [mobiles.get(one.mobile) for one in drafts],
            "bank_card": [one.bank_card or None for one in drafts],
            "bank_card_index": [cards.get(one.bank_card) for one in drafts],
        },
        same={"created_at": at},
        returning=("id_no_index", "id", "mobile_index"),
        skip_existing=True,
    )
    return {index: (int(pk), bool(mobile)) for index, pk, mobile in rows}


@transaction.atomic
def register_persons(*, by: Actor, drafts: Sequence[PersonDraft], at: datetime) -> dict[str, int]:
    """登记一批自然人，返回 证件号盲索引 → 编号；已经登记过的取原来的，姓名不改，空着的手机号补上。

    先取认得的，再把不认得的成批写入；同时登记同一个人，后到的等先到的提交再取它的编号。
    """
    wanted: dict[str, PersonDraft] = {}
    index_of = blind_indexes("id_no", [draft.id_no for draft in drafts])
    for draft in drafts:
        wanted.setdefault(index_of[draft.id_no], draft)
    found = _known(wanted)
    # 按号码排好再写：两批人有交叠时加锁次序一致，不会互相等（照索引排，换密钥的时候查哪一套的次序不同）
    unknown = sorted(wanted.keys() - found.keys(), key=lambda index: wanted[index].id_no)
    if unknown:
        found |= _write([wanted[index] for index in unknown], unknown, at)
        found |= _known([index for index in unknown if index not in found])
    empty = {pk: wanted[index].mobile for index, (pk, has) in found.items() if not has and wanted[index].mobile}
    if empty:
        fill_mobiles(mobiles=empty, at=at)
    if unknown or empty:
        _note(by, [found[index][0] for index in unknown], sorted(empty), at)
    return {index: pk for index, (pk, _) in found.items()}


def _note(by: Actor, new: Sequence[int], filled: Sequence[int], at: datetime) -> None:
    """一批一条；对象是其中的第一个人，一批的编号写在「改后」里，太多的写前面的和一共几人。"""
    record(
        by=by, action="identity.register_persons", object_type="person", object_id=[*new, *filled][0], at=at,
        summary=f"登记 {len(new)} 人，补手机号 {len(filled)} 人",
        after={what: "、".join(map(str, people[:NAMED])) for what, people in (("登记的人", new), ("补手机号的人", filled)) if people},
    )  # fmt: skip


def _known(indexes: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """认得的人：证件号盲索引 → （编号, 有没有手机号）。"""
    rows = Person.objects.filter(id_no_index__in=among(indexes)).values_list("id_no_index", "id", "mobile_index")
    return {index: (int(pk), bool(mobile)) for index, pk, mobile in rows}


@transaction.atomic
def register_employer(*, by: Actor, uscc: str, name: str, at: datetime) -> int:
    """登记单位，返回编号；代码不合规或已登记抛 BizError。"""
    require(by, "identity.manage")
    return _new_employer(by, uscc, name, at)


def _new_employer(by: Actor, uscc: str, name: str, at: datetime) -> int:
    problem = credit_codes.problem(uscc)
    if problem:
        raise BizError(
            "uscc_invalid", f"统一社会信用代码不对：{problem}。没有登记。", article="GB32100",
            fix="请照营业执照或登记证书上的 18 位代码重填。",
        )  # fmt: skip
    employer, created = Employer.objects.get_or_create(
        uscc=uscc, defaults={"name": name, "name_pinyin": company_reading(name), "created_at": at}
    )
    if not created:
        raise BizError(
            "employer_exists", "这个统一社会信用代码已经登记过单位，没有重复登记。", status=409,
            fix="已登记、还没有单位账户的，用同一个代码和名称开户。",
        )  # fmt: skip
    record(
        by=by,
        action="identity.register_employer",
        object_type="employer",
        object_id=employer.pk,
        at=at,
        summary=f"登记单位 {name}",
    )
    return int(employer.pk)


@transaction.atomic
def employer_of(*, by: Actor, uscc: str, name: str, at: datetime) -> int:
    """要开户的单位：登记过的就是它，没登记过的登记，返回编号；登记的是别的名称抛 BizError（409）。谁能开户由调用者先问过。"""
    known = Employer.objects.filter(uscc=uscc).first()
    if known is None:
        return _new_employer(by, uscc, name, at)
    if known.name != name:
        raise BizError(
            "employer_named_otherwise", f"统一社会信用代码 {uscc} 登记的是「{known.name}」，不是「{name}」，没有办。", status=409,
            fix="请核对代码和名称；是同一个单位的，照登记的名称写。",
        )  # fmt: skip
    return int(known.pk)


@transaction.atomic
def person_of(*, by: Actor, draft: PersonDraft, at: datetime) -> int:
    """这个证件号码的人：登记过的就是他，没登记过的登记，返回编号；登记的是别的姓名抛 BizError（409）。"""
    person = Person.objects.get(pk=next(iter(register_persons(by=by, drafts=[draft], at=at).values())))
    if person.name != draft.name:
        raise BizError(
            "person_named_otherwise", f"这个证件号码登记的姓名不是「{draft.name}」，没有办。", status=409,
            fix="请对照身份证核对姓名和证件号码；登记错了的，请先到柜面更正。",
        )  # fmt: skip
    return int(person.pk)


def lock_employer(employer_id: int) -> None:
    """锁住单位，同一单位的开户一件一件来；在调用者的事务里。没有这个单位抛 Employer.DoesNotExist。"""
    Employer.objects.select_for_update().only("id").get(pk=employer_id)


@transaction.atomic
def register_branch(*, by: Actor, code: str, name: str, area: str = "*") -> int:
    """登记网点，返回编号；代码已有时取原来的。"""
    require(by, "identity.manage")
    branch, _ = Branch.objects.get_or_create(code=code, defaults={"name": name, "area": area})
    return int(branch.pk)

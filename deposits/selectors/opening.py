"""单位开户之前看：填得对不对，这个单位、这个人、这份合同中心认不认得；每一处都落到一栏上。"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from deposits.errors.opening import contract_taken
from deposits.models import CounterContract, EmployerAccount
from deposits.parameters import PAYDAYS
from deposits.rules.opening import days_late, register_by
from deposits.rules.unit_draft import Fault, UnitDraft, faults
from deposits.selectors.facts import limits_in_force
from deposits.selectors.online_terms import ONLINE_TERMS, text_from
from deposits.selectors.overview import deadline
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import proposals_about, still_stands
from gjj.backoffice.words import words_of
from gjj.crypto.blind import blind_index
from gjj.identity.models import Branch, Employer, Grant, Login, Person
from gjj.identity.usernames import SAID, is_username
from gjj.parameters import selectors as parameters
from gjj.parameters.selectors import ParameterMissing
from gjj.periods.month import Month

USCC = "uscc:"
"""关于一个还没开户的单位的审批，写成「uscc:统一社会信用代码」。"""


@dataclass(frozen=True)
class Registering:
    """办缴存登记的期限：设立之日起几日内（within），最迟哪天（last），晚了几天（late，没有晚是 0）。"""

    within: int
    last: date
    late: int


def registering(founded_on: date, on: date) -> Registering:
    """``on`` 这天来登记，期限怎么样。依据：条例第十四条。"""
    within = int(parameters.value("deposits.register_days", on=on))
    return Registering(within, register_by(founded_on, within), days_late(founded_on, on, within))


def month_to_start(on: date) -> Month:
    """``on`` 这天开户，首个汇缴年月先填哪个月：本月；本月的截止日（照本市的发薪日）已经过了的填下个月，免得一开户就超期。"""
    month = Month.of(on)
    return month + 1 if deadline(month, on).on < on else month


def faults_of(draft: UnitDraft, on: date, *, is_applicant: bool = False) -> list[Fault]:
    """不能照这样开户的每一处；都对为空。网上申请的人（is_applicant）不知道别的单位的账号、登记的名称。"""
    if draft.area not in words_of("area"):
        return [Fault("area", "没有这个区域，请从清单里选。")]
    low, high = (
        parameters.value(code, on=on, area=draft.area) for code in ("deposits.ratio_min", "deposits.ratio_max")
    )
    return [
        *faults(draft, low=low, high=high, on=on, text_from=text_from(ONLINE_TERMS)),
        *_places(draft),
        *(_the_unit_to_applicant(draft, on) if is_applicant else _the_unit(draft)),
        *_the_person(draft),
        *_the_contract(draft),
    ]


def pending_of(uscc: str) -> Proposal | None:
    """等人批的、还批得成的、关于这个信用代码的开户申请；没有为空。"""
    rows = proposals_about(f"{USCC}{uscc}").filter(status="proposed")
    return next((one for one in rows if still_stands(one)), None)


def _places(draft: UnitDraft) -> Iterator[Fault]:
    if draft.branch is not None and not Branch.objects.filter(pk=draft.branch).exists():
        yield Fault("branch", "没有这个管理部，请从清单里选。")
    if draft.payday is not None and draft.payday not in PAYDAYS:
        yield Fault("payday", f"发薪日填 {PAYDAYS[0]} 到 {PAYDAYS[-1]} 之间的整数，空着照本市的。")
    try:
        limits_in_force(draft.area, draft.first_month)
    except ParameterMissing:
        yield Fault("first_month", "那个月没有公布缴存基数的上下限，请写有上下限的月份。")


def _the_unit(draft: UnitDraft) -> Iterator[Fault]:
    known = Employer.objects.filter(uscc=draft.uscc).first()
    if known is None:
        return
    opened = EmployerAccount.objects.filter(employer=known).first()
    if opened is not None:
        yield Fault("uscc", f"这个信用代码的单位已经开过户（单位账号 {opened.number}），不再开第二个（条例第十四条）。")
    elif known.name != draft.unit_name:
        yield Fault(
            "unit_name", f"这个信用代码登记的是「{known.name}」，请核对代码和名称；是同一个单位的，照登记的名称写。"
        )


def _the_unit_to_applicant(draft: UnitDraft, on: date) -> Iterator[Fault]:
    """谁都能填一个信用代码来问：只说开没开户、到哪里办；账号只告诉这个单位自己的人，登记的名称不说。"""
    known = Employer.objects.filter(uscc=draft.uscc).first()
    if known is None:
        return
    opened = EmployerAccount.objects.filter(employer=known).first()
    if opened is None and known.name != draft.unit_name:
        yield Fault(
            "unit_name",
            "这个信用代码登记的是另一个名称，请照营业执照核对代码和名称；都对的，请带原件到管理部柜面核对。",
        )
    if opened is None:
        return
    done = "这个信用代码的单位已经开过户，不再开第二个（条例第十四条）"
    if _is_of(known, draft.id_no, on):
        yield Fault("uscc", f"{done}：单位账号 {opened.number}，您是它的人，退出以后再登录，选单位大厅进去办。")
    else:
        yield Fault(
            "uscc",
            f"{done}。您替它办事的，请它的管理员在「本单位的人」里任命您；不知道管理员是谁的，请带单位的授权书到管理部柜面，或拨打 12329。",
        )


def _is_of(employer: Employer, id_no: str, on: date) -> bool:
    """这个证件号码的人，那天在不在这个单位当差。"""
    held = Grant.objects.filter(
        employer=employer, login__person__id_no_index=blind_index("id_no", id_no), valid_from__lte=on
    )
    return held.filter(Q(valid_to=None) | Q(valid_to__gt=on)).exists()


def _the_person(draft: UnitDraft) -> Iterator[Fault]:
    person = Person.objects.filter(id_no_index=blind_index("id_no", draft.id_no)).first()
    login = Login.objects.filter(person=person).first() if person else None
    if person is not None and person.name != draft.name:
        yield Fault("name", "这个证件号码登记的是另一个姓名，请对照身份证核对；登记错了的，先在柜面更正。")
    elif login is not None and not login.is_active:
        yield Fault("name", "这个人的登录停用了，请换一位管理员，或先恢复他的登录。")
    if login is not None:
        return
    if not is_username(draft.new_username):
        yield Fault("new_username", f"他还没有登录，要起用户名：{SAID}，例如 zhang-unit。")
    elif Login.objects.filter(username__iexact=draft.new_username).exists():
        yield Fault("new_username", f"用户名 {draft.new_username} 已经有人用，请另起一个。")


def _the_contract(draft: UnitDraft) -> Iterator[Fault]:
    if draft.contract_no and CounterContract.objects.filter(number=draft.contract_no).exists():
        yield Fault("contract_no", contract_taken(draft.contract_no))

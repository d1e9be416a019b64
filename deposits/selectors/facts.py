"""规则要的事实：参数、单位比例、名单里的人已有的账户。"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum
from django.db.models.expressions import RawSQL

from deposits.models import Account, Adjustment, ChangeRow, EmployerAccount, Remittance
from deposits.rules.calendar import last_to_prepay, next_to_remit, open_month
from deposits.rules.derivation import limits_json
from deposits.rules.retirement import RetirementTerms
from deposits.rules.roster_facts import AccountFact, RosterFacts
from gjj.crypto.blind import blind_indexes
from gjj.identity.selectors.people import Known, among, persons_by_index
from gjj.money.amounts import ZERO
from gjj.parameters import selectors as parameters
from gjj.periods.month import Month

LIMITS = ("deposits.base_floor", "deposits.base_cap")
"""按汇缴年月取：补办以前的月份，用那个月的上下限。"""
TERMS = (
    "deposits.ratio_min", "deposits.ratio_max", "deposits.rounding", "deposits.base_adjusts_a_year", "deposits.seal_reason",
)  # fmt: skip
"""按办理日取。"""
AGES = (
    "deposits.age_youngest", "deposits.age_oldest",
    "deposits.retirement_age_male", "deposits.retirement_step_male", "deposits.retirement_most_male",
    "deposits.retirement_age_female_worker", "deposits.retirement_step_female_worker", "deposits.retirement_most_female_worker",
    "deposits.retirement_age_female", "deposits.retirement_step_female", "deposits.retirement_most_female",
)  # fmt: skip
"""开户请核对的年龄、退休年龄，按办理日取。"""
TRACKS = {"男": (("male", ""),), "女": (("female_worker", "工人岗"), ("female", "管理岗"))}
"""性别 → 参数的后缀和岗位，早到龄的在前。"""
PREPAY = ("deposits.prepay_months", "deposits.prepay_within_year")
"""能提前几个月、能不能跨缴存年度。"""
THESE = "SELECT unnest(%s::bigint[])"
"""一批编号合成一个参数，十万个也只是一句短的 SQL。"""


def month_open_for(account: EmployerAccount) -> Month:
    """单位应办的汇缴年月。"""
    return open_month(account.first_month, account.paid_through)


def next_month_for(account: EmployerAccount) -> Month:
    """接着能生成汇缴书的年月：应办月，或者已经生成的最后一份的下一个月。"""
    last = (
        Remittance.objects.filter(employer_account=account, kind="remittance")
        .exclude(status="cancelled")
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    return next_to_remit(month_open_for(account), last)


def last_month_for(account: EmployerAccount, on: date) -> Month:
    """预缴最多到哪个汇缴年月，按办理日的参数。"""
    terms = parameters.values(PREPAY, on=on, area=account.area)
    return last_to_prepay(
        Month.of(on), ahead=terms["deposits.prepay_months"], within_year=terms["deposits.prepay_within_year"]
    )


def values_of(area: str, month: Month, on: date) -> dict[str, Any]:
    """办一个月要的参数：上下限按汇缴年月，比例与取整按办理日。"""
    return {
        **parameters.values(LIMITS, on=month.first_day, area=area),
        **parameters.values((*TERMS, *AGES), on=on, area=area),
    }


def limits_in_force(area: str, month: Month) -> dict[str, str]:
    """某个月的上下限，写成推导里的样子：推导说的是那个月的上下限，不是当初定基数时的。"""
    values = parameters.values(LIMITS, on=month.first_day, area=area)
    return limits_json(values["deposits.base_floor"], values["deposits.base_cap"])


def snapshot_of(area: str, month: Month, on: date) -> dict[str, Any]:
    """同一套参数的快照，随清册存下。"""
    return {
        **parameters.snapshot(LIMITS, on=month.first_day, area=area),
        **parameters.snapshot((*TERMS, *AGES), on=on, area=area),
    }


def retirement_terms(values: Mapping[str, Any]) -> dict[str, list[RetirementTerms]]:
    """性别 → 各种岗位的退休年龄，早的在前。"""
    return {sex: [_terms_of(values, track, post) for track, post in tracks] for sex, tracks in TRACKS.items()}


def _terms_of(values: Mapping[str, Any], track: str, post: str) -> RetirementTerms:
    age, step, most = (values[f"deposits.retirement_{name}_{track}"] for name in ("age", "step", "most"))
    return RetirementTerms(age, step, most, post)


def adjusted_this_year(employer_account_id: int, month: Month, among_index: Any = None) -> dict[str, int]:
    """month 所在的缴存年度在这个单位调过基数的人：证件号盲索引 → 占了几次；among_index 只看这些人。不占次数的不算。"""
    rows = ChangeRow.objects.filter(
        type="base_adjust", applied_at__isnull=False, uses_adjust=True, change_list__employer_account=employer_account_id,
        change_list__month__range=Month.ends_of_fund_year(month.fund_year),
    )  # fmt: skip
    if among_index is not None:
        rows = rows.filter(id_no_index__in=among_index)
    return dict(Counter(rows.values_list("id_no_index", flat=True)))


def account_facts(
    employer_account_id: int, people: Mapping[str, Known], times: Mapping[str, int]
) -> dict[str, AccountFact]:
    """证件号 → 已有的账户；people 是证件号 → 登记过的人，times 是证件号 → 这个缴存年度调过几次基数。"""
    by_person = {one.pk: (id_no, one) for id_no, one in people.items()}
    rows = Account.objects.filter(person_id__in=RawSQL(THESE, [list(by_person)])).values_list(  # nosec B611 写死的一句，值走参数
        "person_id", "status", "employer_account_id", "base", "employer_account__employer_ratio",
        "employer_account__personal_ratio", "employer_amount", "personal_amount",
    )  # fmt: skip
    found = {}
    for person, status, unit, base, er, pr, own, theirs in rows:
        id_no, one = by_person[person]
        found[id_no] = AccountFact(
            one.name,
            status,
            unit == employer_account_id,
            base,
            er,
            pr,
            own + theirs,
            one.has_mobile,
            times.get(id_no, 0),
        )
    return found


def roster_facts(
    account: EmployerAccount, month: Month, on: date, columns: Mapping[str, str], id_numbers: Iterable[str],
    indexes: Mapping[str, str] | None = None, *, lacks_type: bool = False,
) -> RosterFacts:  # fmt: skip
    """判断一份名单要的全部事实；indexes 是算好的证件号 → 盲索引，没有就现算；lacks_type：名单没有变更类型一列。"""
    values = values_of(account.area, month, on)
    found = indexes if indexes is not None else blind_indexes("id_no", id_numbers)
    by_index = {index: text for text, index in found.items()}
    known = persons_by_index(by_index)
    people = {by_index[index]: one for index, one in known.items()}
    # 调过基数的总是登记过的人：只问他们
    adjusted = adjusted_this_year(account.pk, month, among(known)) if known else {}
    times = {by_index[index]: count for index, count in adjusted.items()}
    accounts = account_facts(account.pk, people, times)
    return RosterFacts(
        on=on,
        month=month,
        employer_ratio=account.employer_ratio,
        personal_ratio=account.personal_ratio,
        floor=values["deposits.base_floor"],
        cap=values["deposits.base_cap"],
        ratio_min=values["deposits.ratio_min"],
        ratio_max=values["deposits.ratio_max"],
        rounding=values["deposits.rounding"],
        unit_name=account.employer.name,
        youngest=values["deposits.age_youngest"],
        oldest=values["deposits.age_oldest"],
        retirement=retirement_terms(values),
        adjusts_a_year=values["deposits.base_adjusts_a_year"],
        seal_reason=values["deposits.seal_reason"],
        columns=columns,
        lacks_type=lacks_type,
        accounts=accounts,
        # 中心认得、但没有账户的人，比如只来登记过登录的
        known_names={id_no: one.name for id_no, one in people.items() if id_no not in accounts},
    )


def ratio_changes(employer_account_id: int, month: Month) -> tuple[Decimal, Decimal]:
    """从这个月起生效的比例调整已经把月缴存额合计加了多少、减了多少（元，都不为负）；撤销了的不算。"""
    rows = Adjustment.objects.filter(employer_account_id=employer_account_id, effective_month=month, status="applied")
    changes = [after - before for before, after in rows.values_list("amount_before", "amount_after")]
    return sum((one for one in changes if one > 0), ZERO), -sum((one for one in changes if one < 0), ZERO)


def paying(employer_account_id: int) -> tuple[int, Decimal]:
    """单位现在正常缴存的人数和月缴存额合计（元）。"""
    sums = Account.objects.filter(employer_account_id=employer_account_id, status="active").aggregate(
        people=Count("id"), amount=Sum(F("employer_amount") + F("personal_amount"))
    )
    return sums["people"], sums["amount"] or ZERO

"""归集的编码怎么说、业务对象在后台哪一页、搜索框里的号码怎么认。"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from deposits.models import Account, Adjustment, ChangeList, CollectionAgreement, EmployerAccount, Refund, Remittance
from deposits.models.accounts import FUNDS
from deposits.parameters import PARAMETERS
from deposits.permissions import AUDIT_ACTIONS
from deposits.postings import VOUCHER_KINDS
from deposits.rules.derivation import explain
from deposits.rules.roster_facts import TYPES
from deposits.services.pay_remittance import PURPOSE
from deposits.services.refund_suspense import REFUNDS
from gjj.backoffice.finders import finder_for
from gjj.backoffice.reading import lines, reader_of, terms
from gjj.backoffice.things import Thing, register_thing
from gjj.backoffice.words import register_words, word
from gjj.money.amounts import format_money
from gjj.parameters.labels import in_words
from gjj.periods.month import Month
from gjj.regulations.lookup import title

register_words("fund", dict(FUNDS))
register_words("purpose", {PURPOSE: "汇缴", REFUNDS: "暂存退回"})
register_words("voucher.kind", VOUCHER_KINDS)
register_words("action", AUDIT_ACTIONS)
register_words(
    "job",
    {
        "deposits.stage": "读取变更清册",
        "deposits.confirm": "确认变更清册",
        "deposits.replace": "读改好的变更清册",
        "deposits.mend": "一次改很多行",
        "deposits.several": "几个月一起办",
    },
)
register_words(
    "task",
    {
        "deposits.stage_change_list": "读取变更清册", "deposits.confirm_change_list": "确认变更清册", "deposits.replace_file": "读改好的变更清册",
        "deposits.mend_rows": "一次改很多行", "deposits.create_several": "几个月一起办", "deposits.bind_volume": "排一册清册",
        "deposits.allocate": "分配到账", "deposits.collect": "到约定日托收",
        "deposits.sign_agreement": "请银行登记托收协议", "deposits.end_agreement": "请银行终止托收协议",
    },
)  # fmt: skip
register_words("change", TYPES)
register_words("key", {row.code: row.label for row in PARAMETERS})
KIND_OF = {row.code: row.kind for row in PARAMETERS}


def _account_name(pk: int) -> str | None:
    found = EmployerAccount.objects.select_related("employer").filter(pk=pk).first()
    return f"{found.number} {found.employer.name}" if found else None


def _list_name(pk: int) -> str | None:
    found = ChangeList.objects.select_related("employer_account__employer").defer("content").filter(pk=pk).first()
    return f"{found.month.label} {found.employer_account.employer.name}" if found else None


def _book_number(pk: int) -> str | None:
    return Remittance.objects.filter(pk=pk).values_list("number", flat=True).first()


register_thing(Thing("employer_account", "单位账户", "deposits_employeraccount", _account_name))
register_thing(Thing("change_list", "变更清册", "deposits_changelist", _list_name))
register_thing(Thing("remittance", "汇缴书", "deposits_remittance", _book_number), PURPOSE)
register_thing(
    Thing("agreement", "托收协议", "deposits_collectionagreement", lambda pk: CollectionAgreement(pk=pk).number)
)
register_thing(Thing("adjustment", "调整书", "deposits_adjustment", lambda pk: Adjustment(pk=pk).number))
register_thing(Thing("refund", "退款", "deposits_refund", lambda pk: Refund(pk=pk).number), REFUNDS)


@reader_of("people", "amount", "parts")
def read_summary(summary: Mapping[str, Any]) -> SafeString:
    """汇总等式：上月 + 增 − 减 = 本月，人数一行、金额一行，再说变化的各几人。"""
    people, amount = summary["people"], summary["amount"]
    told = [
        "人数：上月 {} + 增 {} − 减 {} = 本月 {} 人".format(*people),
        "金额：上月 {} + 增 {} − 减 {} = 本月 {} 元".format(*(format_money(Decimal(one)) for one in amount)),
    ]
    if summary["parts"]:
        told.append(
            "变化：" + "，".join(f"{word('change', kind)} {number} 人" for kind, number in summary["parts"].items())
        )
    return lines(told)


@reader_of("v", "base", "er", "pr", "r")
def read_derivation(derivation: Mapping[str, Any]) -> SafeString | str:
    """账上存的几个数，由规则说成话。"""
    return terms(explain(derivation))


def read_parameters(snapshot: Mapping[str, Any]) -> SafeString:
    """办理当时用到的参数：名称、数值、从哪天起、依据。"""
    told = []
    for code, kept in snapshot.items():
        year, month, number = (int(part) for part in kept["valid_from"].split("-"))
        law = f"，{title(kept['article'])}" if kept["article"] else ""
        since = f"{year}年{month}月{number}日起"
        told.append(
            f"{word('key', code)}：{in_words(KIND_OF.get(code, ''), kept['value'])}（{word('area', kept['area'])}，{since}{law}）"
        )
    return lines(told)


def _books(term: str) -> list[int]:
    """汇缴书号或缴款识别码对应的汇缴书。"""
    if not (term.isascii() and term.isdigit() and len(term) in (15, 16)):
        return []
    return list(Remittance.objects.filter(Q(number=term) | Q(payment_code=term)).values_list("id", flat=True))


MOST_UNITS, MOST_PEOPLE = 50, 200


def _units(term: str) -> list[int]:
    """单位账号，或单位名称里的一段（至少两个字）。"""
    if term.isascii():
        return list(EmployerAccount.objects.filter(number=term).values_list("id", flat=True))
    named = (
        EmployerAccount.objects.filter(employer__name__icontains=term)
        if len(term) > 1
        else EmployerAccount.objects.none()
    )
    return list(named.values_list("id", flat=True)[:MOST_UNITS])


def _exactly(term: str) -> list[int]:
    """单位名称里有这一段的单位账户，走得到索引；不是名称、太多认不准的为空，照普通的词去查。"""
    found = [] if term.isascii() else _units(term)
    return found if len(found) < MOST_UNITS else []


@finder_for("deposits.employeraccount")
def unit_named(term: str) -> Q | None:
    """按名称找单位账户。"""
    found = _exactly(term)
    return Q(pk__in=found) if found else None


@finder_for("deposits.remittance", "deposits.adjustment", "deposits.refund", "deposits.collectionagreement")
def things_of_unit(term: str) -> Q | None:
    """按单位名称找它的汇缴书、调整书、退款、托收协议。"""
    found = _exactly(term)
    return Q(employer_account__in=found) if found else None


@finder_for("deposits.account")
def accounts_named(term: str) -> Q | None:
    """按姓名的开头、单位名称找个人账户。"""
    if term.isascii() or len(term) < 2:
        return None
    people = list(
        Account.objects.filter(person__name__startswith=term).values_list("person_id", flat=True)[:MOST_PEOPLE]
    )
    units = _exactly(term)
    if len(people) == MOST_PEOPLE or not (people or units):
        return None
    return Q(person__in=people) | Q(employer_account__in=units)


@finder_for("ledger.voucher")
def vouchers_of(term: str) -> Q | None:
    """某份汇缴书、某个单位的凭证。"""
    books, units = _books(term), _units(term)
    if books:
        return Q(source_type="remittance", source_id__in=books)
    return Q(legs__party__in=units) | Q(summary__icontains=term) if units else None


@finder_for("settlement.receipt", "settlement.instruction")
def money_of(term: str) -> Q | None:
    """某份汇缴书、某个单位的到账和付款指令。"""
    books = _books(term)
    if not books and term.isascii() and len(term) == 13:
        books = list(Remittance.objects.filter(employer_account__in=_units(term)).values_list("id", flat=True))
    return Q(purpose=PURPOSE, reference__in=[str(pk) for pk in books]) if books else None


@finder_for("work.outboxrow")
def work_of(term: str) -> Q | None:
    """为某份汇缴书办的后台工作。"""
    books = _books(term)
    return Q(payload__remittance_id__in=books) if books else None


@finder_for("work.job")
def jobs_of(term: str) -> Q | None:
    """某个单位交办的任务。"""
    units = _units(term)
    employers = EmployerAccount.objects.filter(pk__in=units).values_list("employer_id", flat=True)
    return Q(employer_id__in=list(employers)) | Q(title__icontains=term) if units else None


@finder_for("cases.case")
def cases_of_books(term: str) -> Q | None:
    """某份汇缴书、补缴书的办件：按它的号、缴款识别码；按年月的补缴（办件上写的是补缴书号，不是年月）。"""
    if books := _books(term):
        return Q(object_type="remittance", object_id__in=books)
    try:
        month = Month.read(term)
    except ValueError:
        return None
    # 先取编号：写成子查询，和年月合在一起问就用不上索引，几十万件整张读
    made_up = list(Remittance.objects.filter(kind="make_up", month=month).values_list("id", flat=True))
    return Q(object_type="remittance", object_id__in=made_up) if made_up else None

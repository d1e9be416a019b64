"""认领到账要看的：认领过没有、能认给哪些单位、哪些汇缴书还缺钱。"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from deposits.models import Claim, EmployerAccount, Remittance
from deposits.selectors import scope
from gjj.actors.actor import Actor
from gjj.crypto.blind import card_index
from gjj.identity.selectors.scope import employers

CLAIMABLE = ("awaiting_funds", "mismatch")
"""还缺钱、没有在付的汇缴书。"""
MOST = 20
BY_ACCOUNT = "付款账号是这个单位登记的付款账号"
BY_NAME = "付款户名就是这个单位的名称"
WIDE, NARROW = str.maketrans("()", "（）"), str.maketrans("（）", "()")


def claim_of(receipt_id: int) -> Claim | None:
    """这笔到账算数的认领，撤销了的不算；没有为空。"""
    rows = Claim.objects.select_related("receipt", "employer_account__employer", "remittance")
    return rows.filter(receipt_id=receipt_id, undo__isnull=True).first()


def claims_of(receipt_id: int) -> Sequence[Claim]:
    """这笔到账的每一次认领，撤销了的也在，早的在前。"""
    return list(Claim.objects.select_related("undo").filter(receipt_id=receipt_id).order_by("id"))


def undone_claims(receipt_id: int) -> int:
    """这笔到账撤销过几次认领。"""
    return Claim.objects.filter(receipt_id=receipt_id, undo__isnull=False).count()


def units_named(by: Actor, text: str) -> Sequence[EmployerAccount]:
    """单位账号，或名称里的一段，或名称拼音的开头；最多二十个，没写为空。"""
    said = text.strip()
    if not said:
        return []
    rows = scope.employer_accounts(by).select_related("employer").order_by("number")
    exact = list(rows.filter(number=said))
    if exact:
        return exact
    # 先按名称找单位，名称和拼音的索引才用得上；和单位账户合成一问就要整张表地读
    named = employers(by).filter(Q(name__icontains=said) | Q(name_pinyin__startswith=said.lower()))
    return list(rows.filter(employer__in=list(named.values_list("pk", flat=True)[:MOST]))[:MOST])


@dataclass(frozen=True)
class Candidate:
    """可能是哪个单位的钱，和凭什么这样说；只给会计看，从不自动记。"""

    unit: EmployerAccount
    why: tuple[str, ...]


def candidates_of(by: Actor, payer_name: str, payer_account: str) -> list[Candidate]:
    """没写缴款识别码的钱可能是谁的：付款账号是登记的付款账号的在前，付款户名就是单位名称的在后（括号全角半角、空格不算不同）。"""
    seen = scope.employer_accounts(by).select_related("employer")
    index = card_index(payer_account)
    found: dict[int, tuple[EmployerAccount, list[str]]] = {}
    for unit in seen.filter(bank_account_index=index).order_by("number")[:MOST] if index else ():
        found.setdefault(unit.pk, (unit, []))[1].append(BY_ACCOUNT)
    for unit in seen.filter(employer__name__in=_spellings(payer_name)).order_by("number")[:MOST]:
        found.setdefault(unit.pk, (unit, []))[1].append(BY_NAME)
    return [Candidate(unit, tuple(why)) for unit, why in found.values()]


def _spellings(name: str) -> set[str]:
    """一个名称的几种写法：括号全角、半角；空的没有写法。"""
    plain = "".join(name.split())
    return {plain, plain.translate(WIDE), plain.translate(NARROW)} - {""}


def short_books(employer_account_id: int) -> Sequence[Remittance]:
    """还缺钱的汇缴书、补缴书，早的在前。"""
    rows = Remittance.objects.filter(employer_account_id=employer_account_id, status__in=CLAIMABLE)
    return [row for row in rows.order_by("month", "id") if row.due > 0]

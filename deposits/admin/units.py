"""后台各清单「按单位筛」怎么找单位，按网点怎么分；审计里的一样东西关于哪个单位。"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from deposits.models import (
    Adjustment,
    ChangeList,
    Claim,
    CollectionAgreement,
    EmployerAccount,
    FilingFlag,
    Refund,
    Remittance,
)
from deposits.selectors import scope
from deposits.selectors.claims import units_named
from gjj.actors.actor import Actor
from gjj.approvals.models import ProposalUnit
from gjj.audit.units import UnitFinder, unit_of
from gjj.backoffice.branches import of_branch
from gjj.backoffice.unit_filter import Found, use_unit_finder
from gjj.ledger.selectors.party_book import parties_of


def _found(by: Actor, said: str) -> Sequence[Found]:
    """他看得到的单位：单位账号，名称里的一段，拼音的开头。"""
    return [Found(one.pk, one.employer_id, one.number, one.employer.name) for one in units_named(by, said)]


use_unit_finder(_found)

PATHS = {
    "deposits.employerprofile": "employer_account", "deposits.changerow": "change_list__employer_account",
    "deposits.changeedit": "change_list__employer_account", "deposits.remittanceline": "remittance__employer_account",
    "deposits.adjustmentline": "adjustment__employer_account", "deposits.refund": "employer_account",
    "deposits.claim": "employer_account", "deposits.collectionagreement": "employer_account",
    "deposits.collectionorder": "agreement__employer_account",
}  # fmt: skip
"""从一行走到单位账户；别的几类自己的清单就从看得到的取。"""


def _of_its_units(path: str) -> Any:
    def narrowed(by: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
        """本网点单位的行。"""
        return rows.filter(**{f"{path}__in": scope.employer_accounts(by)})

    return narrowed


for label, path in PATHS.items():
    of_branch(label)(_of_its_units(path))


UNIT_THINGS = {
    "change_list": ChangeList, "remittance": Remittance, "adjustment": Adjustment, "agreement": CollectionAgreement,
    "filing_flag": FilingFlag, "refund": Refund, "claim": Claim,
}  # fmt: skip
"""审计的对象里，自己登记着单位账户的几类。"""


def _its_unit(model: Any) -> UnitFinder:
    def found(pk: int) -> Iterable[int]:
        """它的单位账户是哪个单位的。"""
        return model.objects.filter(pk=pk).order_by().values_list("employer_account__employer_id", flat=True)

    return found


for label, model in UNIT_THINGS.items():
    unit_of(label)(_its_unit(model))


def _employers(accounts: Any) -> Iterable[int]:
    """这几个单位账户是哪几个单位的。"""
    return EmployerAccount.objects.filter(pk__in=accounts).order_by().values_list("employer_id", flat=True)


@unit_of("employer_account")
def _of_account(pk: int) -> Iterable[int]:
    """单位账户。"""
    return _employers([pk])


@unit_of("receipt")
def _of_receipt(pk: int) -> Iterable[int]:
    """到账：最近认领到的单位。"""
    claims = Claim.objects.filter(receipt_id=pk).order_by("-id")
    return claims.values_list("employer_account__employer_id", flat=True)[:1]


@unit_of("voucher")
def _of_voucher(pk: int) -> Iterable[int]:
    """凭证：辅助核算到的单位。"""
    return _employers(parties_of(pk))


@unit_of("proposal")
def _of_proposal(pk: int) -> Iterable[int]:
    """审批：关于的单位。"""
    return _employers(ProposalUnit.objects.filter(proposal_id=pk).values("unit_id"))

"""后台各清单「按单位筛」怎么找单位，按网点怎么分。"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from deposits.selectors import scope
from deposits.selectors.claims import units_named
from gjj.actors.actor import Actor
from gjj.backoffice.branches import of_branch
from gjj.backoffice.unit_filter import Found, use_unit_finder


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

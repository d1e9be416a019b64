"""办件的情形。"""

from datetime import datetime
from typing import Any

from deposits.items import REMIT
from gjj.actors.actor import Actor
from gjj.cases.entries import Applicant
from gjj.cases.models import Case
from gjj.cases.services.opening import open_case
from tests import situations as s


def applicant_of(unit: s.Unit) -> Applicant:
    """这个单位。"""
    return Applicant.employer(unit.employer_id, unit.account.number, unit.name)


def opened(unit: s.Unit, *, by: Actor | None = None, at: datetime = s.NOON, **kwargs: Any) -> Case:
    """这个单位的一件办件。"""
    return open_case(
        item=REMIT, applicant=applicant_of(unit), by=by or unit.agent, at=at, **{"topic": "2027-01", **kwargs}
    )

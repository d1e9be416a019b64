"""分册的汇缴清册：各册出具到哪里、排好没有。"""

from dataclasses import dataclass
from typing import Any

from deposits import documents
from deposits.documents import REGISTER
from deposits.models import Remittance
from deposits.selectors import scope
from gjj.actors.actor import Actor
from gjj.documents.selectors.documents import documents_about, made_among
from gjj.work.waiting import waits_of

BIND = "deposits.bind_volume"
"""排一册的任务。"""


@dataclass(frozen=True)
class Volume:
    """一册：第几册、出具的那一份（还没轮到为空）、排好没有。"""

    place: int
    document: Any
    is_made: bool


@dataclass(frozen=True)
class Volumes:
    """一份清册的各册；is_stuck 是有一册反复没能排成，is_waiting 是后台还有排着的。"""

    rows: list[Volume]
    is_stuck: bool
    is_waiting: bool

    @property
    def made(self) -> int:
        """排好了几册。"""
        return sum(one.is_made for one in self.rows)

    @property
    def left(self) -> int:
        """还有几册没排好。"""
        return len(self.rows) - self.made


def volumes_of(remittance_id: int, month_label: str, volumes: int) -> Volumes:
    """一份汇缴书的清册的各册，按册序；作废、更正了的不算。"""
    found = documents_about("remittance", remittance_id, REGISTER.code).filter(status="valid")
    known: dict[int, Any] = {}
    for one in found.filter(topic__startswith=f"{month_label} 第 "):
        known.setdefault(place_in(one.topic), one)
    made = made_among([one.pk for one in known.values()])
    rows = [
        Volume(place, known.get(place), place in known and known[place].pk in made) for place in range(1, volumes + 1)
    ]
    waits = waits_of((BIND,), "remittances", [remittance_id])
    is_stuck = any(one.status == "dead" for one in waits.values())
    return Volumes(rows, is_stuck, bool(waits) and not is_stuck)


@dataclass(frozen=True)
class Binding:
    """一份汇缴书的清册排到哪里；``first_id`` 是去看各册的那一份单证。"""

    remittance: Remittance
    found: Volumes
    first_id: int | None


def binding_of(row: Remittance) -> Binding | None:
    """这份汇缴书的清册排到哪里；不分册的、撤销了的、还没有人要过的为空。"""
    if row.volumes == 1 or row.status == "cancelled":
        return None
    found = volumes_of(row.pk, row.month.label, row.volumes)
    first = next((one.document.pk for one in found.rows if one.document is not None), None)
    return Binding(row, found, first) if first is not None or found.is_waiting else None


def bindings_in_flight(actor: Actor) -> list[Binding]:
    """本单位还在后台排、或者反复没能排成的分册清册，新的在前；算在办的。"""
    long = scope.remittances(actor).filter(employees__gt=documents.VOLUME).exclude(status="cancelled")
    waits = waits_of((BIND,), "remittances", list(long.values_list("pk", flat=True)))
    rows = (binding_of(row) for row in long.filter(pk__in=waits).order_by("-pk"))
    return [one for one in rows if one is not None and one.found.left]


def place_in(topic: str) -> int:
    """「哪一件」里写的第几册。"""
    return int(topic.split("第 ", 1)[1].split(" ", 1)[0])

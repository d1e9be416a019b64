"""分册的汇缴清册：各册出具到哪里、排好没有。"""

from dataclasses import dataclass
from typing import Any

from deposits.documents import REGISTER
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


def place_in(topic: str) -> int:
    """「哪一件」里写的第几册。"""
    return int(topic.split("第 ", 1)[1].split(" ", 1)[0])

"""传改好的工作簿时，已生效的行原样留着；只是行号照新的文件，让出来的行号别人才用得上。"""

from collections.abc import Mapping

from django.db import connection
from psycopg2.extras import execute_values

from deposits.errors import applied_row_moved
from deposits.models import ChangeList, ChangeRow
from deposits.roster.model import RosterFile
from deposits.roster.read import read_roster
from deposits.rules.applied_rows import Places, places_of
from deposits.rules.roster_rows import id_of
from deposits.rules.row_cells import Cell
from deposits.services.mend_desk import Edit, text_of

ASIDE = 10_000_000
"""挪的时候先放到这么远：一份清册最多二十万行，谁也碰不到。"""
MOVE = "UPDATE deposits_changerow r SET row = v.row FROM (VALUES %s) AS v(id, row) WHERE r.id = v.id"


def settle_applied(head: ChangeList, file: RosterFile, applied: Mapping[int, ChangeRow]) -> Places:
    """已生效的行在新文件里各在哪一行；文件里的人不见了的抛 applied_row_moved。"""
    if not applied:
        return Places()

    def before() -> dict[int, str]:
        return _ids(read_roster(head.content, head.filename))

    found = places_of(_ids(file), {number: row.id_no for number, row in applied.items()}, before)
    if found.gone:
        number = min(found.gone)
        raise applied_row_moved(number, applied[number].name)
    return found


def _ids(file: RosterFile) -> dict[int, str]:
    return {row.row: id_of(row) for row in file.rows}


def step_aside(applied: Mapping[int, ChangeRow], places: Places) -> None:
    """要换行号的先挪开；写完别的行再 take_places。"""
    _move({applied[number].pk: number + ASIDE for number in places.to})


def take_places(applied: Mapping[int, ChangeRow], places: Places) -> list[Edit]:
    """挪开的放到新的行号，留痕。"""
    _move({applied[number].pk: to for number, to in places.to.items()})
    return [Edit(to, "move", "row", text_of(Cell(number)), text_of(Cell(to))) for number, to in places.to.items()]


def _move(numbers: Mapping[int, int]) -> None:
    if numbers:
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor, MOVE, list(numbers.items()), template="(%s::bigint, %s::int)", page_size=5_000
            )

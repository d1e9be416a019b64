"""传改好的工作簿：同一份清册换成新的文件，只有和原来不同的行会变。"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from deposits.errors import file_in_another_list, no_employer_account
from deposits.models import ChangeEdit, ChangeList, ChangeRow, EmployerAccount
from deposits.roster.model import FIELDS, RosterFile, RosterRow
from deposits.roster.read import read_roster
from deposits.rules.absent_columns import with_absent
from deposits.rules.applied_rows import Places
from deposits.rules.merge_rows import merged_rows
from deposits.rules.roster_facts import CheckedRow
from deposits.rules.roster_rows import check_header, check_row, ids_in
from deposits.rules.row_cells import BLANK
from deposits.selectors import scope
from deposits.selectors.facts import roster_facts
from deposits.selectors.judged import columns_of
from deposits.selectors.own_amounts import amounts_told
from deposits.selectors.row_cells import cells_in, raw_of, rows_then
from deposits.services.applied_places import settle_applied, step_aside, take_places
from deposits.services.confirm_list import check_list_open
from deposits.services.file_list import file_fields
from deposits.services.list_jobs import forget_failure, require_turn
from deposits.services.locks import lock_change_list
from deposits.services.mend_carry import Move, keep_edits
from deposits.services.mend_desk import Edit, text_of, text_of_row
from deposits.services.recount import recount
from deposits.services.same_list import require_same_list
from deposits.services.stage_list import CHUNK, JUDGED, row_model
from deposits.services.write_rows import update_judged
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.periods.days import business_date
from gjj.work.retry import money_tx

SHOWN = ("type", "name", "id_no", "mobile", "base", "employer_ratio", "personal_ratio", "is_valid")
"""人看得出的各列；挪了行号、别的都没变的，不算改。"""


@dataclass(frozen=True)
class Replaced:
    """换文件的结果：改了几行、添了几行、少了几行。"""

    changed: int
    added: int
    removed: int

    @property
    def said(self) -> str:
        """一句话。"""
        if not (self.changed or self.added or self.removed):
            return "和原来的一样，没有一行改变。"
        parts = (("改了", self.changed), ("添了", self.added), ("少了", self.removed))
        return "、".join(f"{word} {count:,} 行" for word, count in parts if count) + "，其余没有动。"


@money_tx
def replace_file(
    *, by: Actor, change_list_id: int, data: bytes, filename: str, at: datetime, confirm: bool = False,
    job_id: int | None = None, told: Callable[[int], None] = lambda done: None,
    ended: Callable[[Replaced], None] = lambda done: None,
) -> Replaced:  # fmt: skip
    """把清册换成改好的工作簿：锁住单位和清册 → 整份再判断 → 只写不同的行。told 收办到第几行。job_id：排队轮到的那件；清册上有别的工作在办的抛 list_not_draft。
    ended 收结果，和换文件同一个事务：换了就一定记下换了。confirm：知道多数人对不上，还是要换；没有确认的抛 list_quite_different。

    确认过的清册，已生效的行照人认，原样留着；文件里原来有、现在不见了的抛 applied_row_moved。文件读不了、不是本单位的、清册已不能改的抛 BizError。
    依据：条例第十五条。
    """
    require(by, "deposits.list.file")
    seen = scope.change_lists(by).filter(pk=change_list_id).first()
    if seen is None:
        raise no_employer_account()
    file = read_roster(data, filename)
    account, head = lock_change_list(by, change_list_id)
    check_list_open(account, head, at)
    require_turn(head, job_id)
    forget_failure(head)
    warnings = check_header(file, account.employer.name, head.month)
    if file.sha256 == head.sha256:
        ended(Replaced(0, 0, 0))
        return Replaced(0, 0, 0)
    only_here(account, head, file)
    require_same_list(head, file, confirm=confirm)
    done, edits = _put(account, head, file, at, told)
    fields = {**file_fields(file, filename, data), "source": "file", "replaced_by": by.name, "replaced_at": at}
    _renew(head, {**fields, "file_warnings": [*warnings, *amounts_told(head, file)]}, has_changed=bool(edits))
    keep_edits(by, head, edits, at, Move())
    record(
        by=by, action="deposits.list.file", object_type="change_list", object_id=head.pk, at=at,
        summary=f"传改好的{head.month.label}变更清册：{done.said}",
    )  # fmt: skip
    ended(done)
    return done


def _put(
    account: EmployerAccount, head: ChangeList, file: RosterFile, at: datetime, told: Callable[[int], None]
) -> tuple[Replaced, list[Edit]]:
    """行换成文件里的：网页上改过的合进来，已生效的照人留着、行号让给文件，其余再判断、只写不同的。"""
    old = {row.row: row for row in ChangeRow.objects.filter(change_list=head)}
    applied = {number: row for number, row in old.items() if row.applied_at is not None}
    merged = _with_what_was_mended(head, file, old)
    places = settle_applied(head, merged, applied)
    rows = _judge(account, head, merged, applied, places, at, told)
    step_aside(applied, places)
    done, edits = _write(head, old, rows, told)
    return done, edits + take_places(applied, places)


def _renew(head: ChangeList, fields: Mapping[str, Any], *, has_changed: bool) -> None:
    """清册记下新文件，重新数；行有变化的是新的一版。"""
    for name, value in fields.items():
        setattr(head, name, value)
    recount(head)
    head.version += has_changed
    head.save()


def _with_what_was_mended(head: ChangeList, file: RosterFile, old: dict[int, ChangeRow]) -> RosterFile:
    """在网页上改过的格，工作簿里没动就照网页上的，不因为传文件又改回去。

    工作簿里没有的列照清册上现在的，不算清空。系统标好的工作簿写着照的是第几版：那以后网页上改的才要合；别的文件和原来那份比。
    """
    absent = [name for name in FIELDS if name not in file.columns]
    if absent:
        standing = {number: raw_of(row) for number, row in old.items()}
        file = replace(file, rows=tuple(with_absent(file.rows, standing, absent)))
    edits = ChangeEdit.objects.filter(change_list=head)
    seen = file.shown[1] if file.shown is not None and file.shown[0] == head.pk else None
    since = edits if seen is None else edits.filter(version__gt=seen)
    touched = {row for row in since.values_list("row", flat=True) if row not in old or old[row].applied_at is None}
    if not touched:
        return file
    mended = {number: raw_of(row) for number, row in old.items() if number in touched}
    if seen is None:
        original: Iterable[RosterRow] = read_roster(head.content, head.filename).rows
    else:
        original = rows_then(head, mended, seen)
    stands = {row.id_no: number for number, row in old.items() if row.id_no}
    return replace(file, rows=tuple(merged_rows(file.rows, original, mended, touched, stands)))


def only_here(account: EmployerAccount, head: ChangeList, file: RosterFile) -> None:
    """同一份文件已经是另一份清册的，不收。"""
    other = (
        ChangeList.objects.filter(employer_account=account, month=head.month, sha256=file.sha256)
        .exclude(status="discarded")
        .first()
    )
    if other is not None:
        raise file_in_another_list(other.pk)


def _judge(
    account: EmployerAccount,
    head: ChangeList,
    file: RosterFile,
    applied: Mapping[int, ChangeRow],
    places: Places,
    at: datetime,
    told: Callable[[int], None],
) -> list[CheckedRow]:
    """没生效的行照现在的事实判断；已生效的（行号照新的文件）又写了一行的是重号。"""
    fresh = [row for row in file.rows if row.row not in places.same]
    ids = ids_in(fresh)
    facts = roster_facts(
        account, head.month, business_date(at), columns_of(file), ids, lacks_type="type" not in file.columns
    )
    again = set(ids)
    first_seen = {
        row.id_no: replace(raw_of(row), row=places.now(number)) for number, row in applied.items() if row.id_no in again
    }
    rows: list[CheckedRow] = []
    for place, written_row in enumerate(fresh):
        if place and place % CHUNK == 0:
            told(place)
        rows.append(check_row(written_row, facts, first_seen))
    return rows


def _write(
    head: ChangeList, old: dict[int, ChangeRow], rows: Sequence[CheckedRow], told: Callable[[int], None]
) -> tuple[Replaced, list[Edit]]:
    """只写不同的，记下改了哪些格；已生效的不在内。一段一段写，每写一段说一声还在办。"""
    new = {row.row: row_model(head.pk, row) for row in rows}
    standing = {number: row for number, row in old.items() if row.applied_at is None}
    both = [number for number in new if number in standing]
    changed = [number for number in both if _values(new[number], JUDGED) != _values(standing[number], JUDGED)]
    for number in changed:
        new[number].pk = standing[number].pk
    edits = _edits(standing, new, changed)
    gone = [row.pk for number, row in standing.items() if number not in new]
    ChangeRow.objects.filter(pk__in=gone).delete()
    for part in _parts(changed):
        update_judged([new[number] for number in part])
        told(len(rows))
    for part in _parts([number for number in new if number not in standing]):
        ChangeRow.objects.bulk_create([new[number] for number in part])
        told(len(rows))
    return _told(list(standing.values()), list(new.values())), edits


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK))


def _edits(standing: dict[int, ChangeRow], new: dict[int, ChangeRow], changed: Sequence[int]) -> list[Edit]:
    """改了的格子、添的行、少的行，和在网页上改一样留痕。"""
    found = [
        Edit(number, "remove", "", text_of_row(cells_in(row)), "")
        for number, row in standing.items()
        if number not in new
    ]
    found += [
        Edit(number, "add", "", "", text_of_row(cells_in(row))) for number, row in new.items() if number not in standing
    ]
    for number in changed:
        before, after = cells_in(standing[number]), cells_in(new[number])
        for name in FIELDS:
            was, now = before.get(name, BLANK), after.get(name, BLANK)
            kept = getattr(new[number], name)
            # 写法不同、读出来一样的不算改
            if was != now and not (kept and kept == getattr(standing[number], name)):
                found.append(Edit(number, "set", name, text_of(was), text_of(now)))
    return found


def _told(before: Sequence[ChangeRow], after: Sequence[ChangeRow]) -> Replaced:
    """改、添、少各几行：删去一行、下面的都挪了行号，不算改。"""
    was, now = Counter(_values(row, SHOWN) for row in before), Counter(_values(row, SHOWN) for row in after)
    out, into = (was - now).total(), (now - was).total()
    return Replaced(min(out, into), max(into - out, 0), max(out - into, 0))


def _values(row: ChangeRow, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in names)

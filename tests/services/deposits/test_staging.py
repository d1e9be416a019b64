"""成批写进清册：存下来的和一行一行造的模型一字不差；断了接着存，一行不重。"""

import io
import random
from datetime import date
from typing import Any

import openpyxl
import pytest

from deposits.models import ChangeList, ChangeRow
from deposits.roster.read import read_roster
from deposits.rules.roster_rows import check_rows, ids_in
from deposits.selectors.facts import roster_facts
from deposits.services import file_list, foreseen, stage_file
from deposits.services.discard_list import discard_change_list
from deposits.services.stage_list import row_model
from gjj.crypto.blind import blind_indexes
from gjj.management.city.people import id_number
from gjj.work.jobs import job
from tests import situations as s

pytestmark = pytest.mark.django_db
FIELDS = [one.attname for one in ChangeRow._meta.concrete_fields if not one.primary_key]
MESSY = ("8%", 8, 0.08, "８％", "9%", "", "八")


def workbook(unit: s.Unit, people: int) -> bytes:
    """几百人：多数整齐，有的全角、有空格、有错、重号、是公式的样子、带反斜杠和换行。"""
    draw = random.Random(people)
    book = openpyxl.Workbook()
    page = book.active
    page.append(["变更类型", "职工姓名", "证件号码", "手机号码", "缴存基数", "单位缴存比例", "个人缴存比例"])
    for number in range(people):
        id_no = id_number(date(1975 + number % 30, 1 + number % 12, 1 + number % 28), 100 + number // 30)
        row: list[Any] = [
            "开户",
            f"职工{chr(0x4E00 + number)}",
            id_no,
            f"138{number:08d}",
            3000 + number / 100,
            "8%",
            8,
        ]
        if number % 7 == 3:
            place = draw.randrange(7)
            row[place] = draw.choice(
                [
                    "",
                    None,
                    "a\\b\tc\nd",
                    "=1+1",
                    f" {row[place]}",
                    "１３８００１３８０００",
                    draw.choice(MESSY),
                    "张 三",
                    -1,
                    1e6,
                ]
            )
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def staged(unit: s.Unit, data: bytes) -> ChangeList:
    filed = file_list.file_change_list(by=unit.agent, month=s.NOVEMBER, data=data, filename="名单.xlsx", at=s.NOON)
    return s.list_of(filed)


def test_rows_written_in_bulk_are_the_rows_judged_one_by_one() -> None:
    """成批写的每一列，和逐格判断再一行行存的一样；合计也一样。"""
    unit = s.unit()
    data = workbook(unit, 600)
    head = staged(unit, data)
    file = read_roster(data, "名单.xlsx")
    facts = roster_facts(unit.account, s.NOVEMBER, s.TODAY, head.columns, ids_in(file.rows))
    rows = check_rows(list(file.rows), facts)
    stored = {one.row: one for one in ChangeRow.objects.filter(change_list=head)}
    assert len(stored) == len(rows) == head.rows_count
    for row in rows:
        want = row_model(head.pk, row)
        for name in FIELDS:
            assert getattr(stored[row.row], name) == getattr(want, name), (row.row, name)
    valid = [row for row in rows if row.is_valid]
    assert 0 < len(valid) < len(rows)
    assert (head.valid_count, head.error_count) == (len(valid), len(rows) - len(valid))
    assert head.warning_count == sum(1 for row in rows if row.repairs or row.warnings)
    assert head.list_amount == sum(row.amount for row in valid)
    assert head.summary["people"] == [0, len(valid), 0, len(valid)]


def test_silent_rows_share_one_remark_and_every_number_is_sealed_alone() -> None:
    """没有话说的行共用一段密文；证件号、手机号各自加密，同样的手机号密文也不同。"""
    from django.db import connection

    unit, people = s.unit(), [s.worker() for _ in range(4)]
    lines = ["变更类型,职工姓名,证件号码,手机号码,缴存基数"] + [
        f"开户,{chr(0x4E01 + place)}某某,{one.id_no},13800138000,8000" for place, one in enumerate(people)
    ]
    head = s.list_of(
        file_list.file_change_list(
            by=unit.agent, month=s.NOVEMBER, data="\n".join(lines).encode(), filename="r.csv", at=s.NOON
        )
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT remarks, mobile, id_no FROM deposits_changerow WHERE change_list_id = %s", [head.pk])
        remarks, mobiles, ids = (set(map(bytes, column)) for column in zip(*cursor.fetchall(), strict=True))
    assert (len(remarks), len(mobiles), len(ids)) == (1, 4, 4)


def queued(monkeypatch: pytest.MonkeyPatch, people: int = 50) -> tuple[s.Unit, ChangeList]:
    """一份排队读的清册，每段十行。"""
    monkeypatch.setattr(file_list, "INLINE_ROWS", 1)
    monkeypatch.setattr(stage_file, "CHUNK", 10)
    unit = s.unit()
    return unit, staged(unit, workbook(unit, people))


class Cut(Exception):
    """读到这里断了。"""


def cut_after(monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    """存完几段之后断掉。"""
    real, left = stage_file.Stager.write, iter([True] * chunks)

    def write(self: stage_file.Stager, *args: Any) -> Any:
        if not next(left, False):
            raise Cut
        return real(self, *args)

    monkeypatch.setattr(stage_file.Stager, "write", write)


def test_reading_goes_on_where_it_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """断在第三段之后：存下的三段不再写，从断的地方接着存；一行不多，一行不少。"""
    _, head = queued(monkeypatch)
    with monkeypatch.context() as patch:
        cut_after(patch, 3)
        with pytest.raises(Cut):
            stage_file.stage_change_list(head.pk, s.NOON)
    kept = dict(ChangeRow.objects.filter(change_list=head).values_list("row", "pk"))
    assert len(kept) == 30
    assert job(head.job_id or 0).done == 30  # type: ignore[union-attr]
    stage_file.stage_change_list(head.pk, s.NOON)
    after = dict(ChangeRow.objects.filter(change_list=head).values_list("row", "pk"))
    head.refresh_from_db()
    assert (head.status, len(after), head.valid_count + head.error_count) == ("draft", 50, 50)
    assert kept.items() <= after.items()
    assert job(head.job_id or 0).errors == head.error_count  # type: ignore[union-attr]


def test_a_list_discarded_while_it_is_read_gets_no_more_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """读到一半作废了：不再存，状态还是作废。"""
    unit, head = queued(monkeypatch)
    with monkeypatch.context() as patch:
        cut_after(patch, 2)
        with pytest.raises(Cut):
            stage_file.stage_change_list(head.pk, s.NOON)
    discard_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    ended = job(head.job_id or 0)
    assert ended is not None
    assert (ended.status, ended.finished_at, ended.result["code"]) == ("failed", s.NOON, "list_discarded")
    with pytest.raises(stage_file.Discarded):
        stage_file.stage_rows(head, read_roster(head.content, head.filename), s.NOON)
    assert ChangeRow.objects.filter(change_list=head).count() == 20


def test_a_list_discarded_just_after_the_last_row_is_not_called_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """最后一段刚存完就作废了：工作是作废的，不改成办完。"""
    unit, head = queued(monkeypatch)
    real = stage_file.stage_rows

    def then_discarded(*args: Any) -> None:
        real(*args)
        discard_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)

    monkeypatch.setattr(stage_file, "stage_rows", then_discarded)
    stage_file.stage_change_list(head.pk, s.NOON)
    ended = job(head.job_id or 0)
    assert ended is not None
    assert (ended.status, ended.result["code"]) == ("failed", "list_discarded")


def test_numbers_sealed_while_reading_are_the_numbers_stored() -> None:
    """读格子的时候先封好的号码，和现封的解开来一样。"""
    unit = s.unit()
    data = workbook(unit, 40)
    ahead = foreseen.Foreseen()
    rows = read_roster(data, "名单.xlsx", ahead.look).rows
    ids = [one for one in ids_in(rows) if one in ahead.indexes]
    assert len(ids) > 30
    assert {one: ahead.indexes[one] for one in ids} == blind_indexes("id_no", ids)
    id_field = ChangeRow._meta.get_field("id_no")
    assert [id_field.open(bytes.fromhex(ahead.ids[one])) for one in ids] == ids

"""人员变更与清册比较：谁来了、谁走了、谁变了，按人、种类、年月找得到，别的单位的看不到。"""

import csv
from decimal import Decimal

import pytest
from django.test import Client

from tests import situations as s
from tests.halls.test_unit_queries import two_months
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_comparing_two_months_names_who_came_who_went_and_what_changed() -> None:
    """比较十月和十一月：来的、走的、变的各一人，变前变后都写着。"""
    made, workers = two_months()
    answer = signed_in(made.agent).get("/unit/change-lists/compare/", {"old": "2026-10", "new": "2026-11"})
    rows = {row.part: row for row in answer.context["rows"]}
    assert rows["came"].name == "新来的"
    assert rows["came"].old_base is None
    assert rows["went"].name == workers[0].name
    assert rows["went"].new_amount is None
    assert (rows["changed"].old_base, rows["changed"].new_base) == (Decimal("8000.00"), Decimal("9000.00"))
    assert rows["changed"].change == Decimal("160.00")
    only = signed_in(made.agent).get(
        "/unit/change-lists/compare/", {"old": "2026-10", "new": "2026-11", "part": "went"}
    )
    assert [row.part for row in only.context["rows"]] == ["went"]


def changes_told(client: Client, query: str) -> list[str]:
    """人员变更导出的每一行：年月、种类、姓名、原基数、现基数。"""
    content = b"".join(client.get(f"/unit/changes/?export=csv&{query}")).decode("utf-8-sig")  # type: ignore[arg-type]
    return [" ".join(row[place] for place in (0, 1, 2, 4, 5)) for row in csv.reader(content.splitlines()[1:])]


def test_changes_are_found_by_person_kind_and_month() -> None:
    """谁从哪个月起怎么变的：变前变后都在，按种类、年月、姓名或证件号后四位找得到，只有生效了的。"""
    made, (one, two, _, new) = two_months()
    client = signed_in(made.agent)
    november = [
        f"2026-11 封存 {one.name} 8000.00 ",
        "2026-11 开户 新来的  8000.00",
        f"2026-11 基数调整 {two.name} 8000.00 9000.00",
    ]
    assert sorted(changes_told(client, "since=2026-11")) == sorted(november)
    assert changes_told(client, "kind=base_adjust") == [november[2]]
    assert changes_told(client, f"q={new.id_no[-4:]}&kind=open") == [november[1]]
    assert len(changes_told(client, "until=2026-10")) == 3
    assert len(changes_told(client, "year=2026")) == len(changes_told(client, "")) == 6
    assert len(changes_told(client, "year=2026&since=2026-11")) == 3
    assert "没有这样的缴存年度" in client.get("/unit/changes/?year=2025").content.decode()
    page = client.get("/unit/changes/?kind=base_adjust").content.decode()
    assert "8,000.00 → <b>9,000.00</b>" in page
    assert two.id_no not in page


def test_the_roster_leads_to_the_changes_of_one_person() -> None:
    """职工清册里点个人账号，就是这一个人的变更：同名的不混在一起。"""
    made, (_, two, *_) = two_months()
    client = signed_in(made.agent)
    number = s.account_of(two).subaccount.number
    assert f'href="/unit/changes/?q={number}"' in client.get("/unit/employees/").content.decode()
    assert changes_told(client, f"q={number}") == [
        f"2026-11 基数调整 {two.name} 8000.00 9000.00",
        f"2026-10 开户 {two.name}  8000.00",
    ]


def test_someone_elses_changes_are_not_seen() -> None:
    """别的单位看不到；知道别的单位职工的账号也一样。"""
    _, (one, *_) = two_months()
    client = signed_in(s.unit().agent)
    assert changes_told(client, "") == changes_told(client, f"q={s.account_of(one).subaccount.number}") == []

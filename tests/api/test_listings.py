"""由数据库写成 JSON 的清单：和序列化逐行写的一个字节不差，游标、条件、没有的单位都一样；一次调用两问。"""

from base64 import b64encode
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.pagination import Cursor, CursorPagination

from deposits.models import Account, Refund
from gjj import clock
from gjj.identity.models import Person
from gjj.periods.month import Month
from gjj.web.pagination import CursorPage
from tests import situations as s
from tests.api.by_rows import Both
from tests.api.caller import Caller

pytestmark = pytest.mark.django_db
PEOPLE, REFUNDED = "/unit/employees/", "/unit/suspense/refunds/"
ODD = [
    '双"引号',
    "反\\斜",
    "斜/线",
    "换\n行",
    "制\t表",
    "\u2028行",
    "段\u2029",
    "\x01\x1f\x7f",
    "𠮷野家",
    "👩‍👩‍👧",
    "é̀",
    "<b>&'",
    "{}[]",
]
"""JSON 里要转义的、不要转义的、两边最可能写得不一样的。"""


@pytest.fixture
def unit() -> s.Unit:
    """四十五人的单位：名字里有各种怪字，有封存的、没缴过的、金额各不相同的。"""
    made, _ = s.unit_with_workers(45, first_month=Month.of(clock.today()))
    for place, row in enumerate(Account.objects.filter(employer_account_id=made.account_id).order_by("id")):
        Person.objects.filter(pk=row.person_id).update(name=ODD[place % len(ODD)])
        Account.objects.filter(pk=row.pk).update(
            base=Decimal("2350.10") + place, employer_amount=Decimal(place) / 100, personal_amount=place * 1000,
            paid_through=None if place % 3 else Month(2000 + place, 1 + place % 12),
        )  # fmt: skip
        if place % 4 == 0:
            Account.objects.filter(pk=row.pk).update(status="sealed", sealed_month=Month(2026, 11))
    s.unit_with_workers(2)
    return made


@pytest.fixture
def both(unit: s.Unit, monkeypatch: pytest.MonkeyPatch) -> Both:
    """两种写法对着看。"""
    return Both(unit.agent, monkeypatch)


@pytest.mark.parametrize(
    ("query", "people"),
    [("", 45), ("?page_size=7", 45), ("?page_size=200", 45), ("?page_size=x", 45), ("?status=active", 33), ("?status=sealed&page_size=5", 12), ("?status=gone", 0)],
)  # fmt: skip
def test_every_page_is_the_same_bytes_there_and_back(both: Both, query: str, people: int) -> None:
    """往后往前翻遍，每一页一个字节不差，一个人不少、一个不重。"""
    rows = both.walk(f"/api/v1{PEOPLE}{query}")
    assert len(rows) == len({row["number"] for row in rows}) == people
    if people == 45:
        assert {row["name"] for row in rows} == set(ODD)


def test_refunds_are_the_same_bytes_newest_first(both: Both, unit: s.Unit) -> None:
    """退款清单：新的在前，往后往前都一样。"""
    made = [
        Refund.objects.create(
            employer_account_id=unit.account_id, amount=Decimal(place) + Decimal("0.10"), reason=ODD[place],
            created_at=clock.now(), created_by="某",
        ).number
        for place in range(9)
    ]  # fmt: skip
    rows = both.walk(f"/api/v1{REFUNDED}?page_size=4")
    assert [row["number"] for row in rows] == made[::-1]


@pytest.mark.parametrize(
    "cursor",
    ["p=0", "p=-5", "o=3", "o=3&p=1", "r=1", "r=1&p=99999999", "r=1&o=2&p=99999999", f"p={10**30}", f"p=-{10**30}", f"r=1&p={10**30}", "p=abc", "p=1.5", "o=-1", "p="],
)  # fmt: skip
def test_a_cursor_of_ones_own_making_is_answered_the_same(both: Both, cursor: str) -> None:
    """别人拼的游标：认得的照样答，认不得的一样说不对。"""
    both(f"/api/v1{PEOPLE}?page_size=4&cursor={b64encode(cursor.encode()).decode()}")


@pytest.mark.parametrize("url", ["http://h/a/", "http://h/a/?q=1", "http://h/a/?page_size=2&q=%E5%BC%A0"])
@pytest.mark.parametrize(
    "cursor",
    [(0, False, "1"), (0, False, "20"), (0, False, "345"), (3, False, "20"), (0, True, "20"), (0, False, None), (0, False, "-5"), (0, False, "2026-11-24"), (0, False, "٣")],
)  # fmt: skip
def test_the_short_way_to_the_next_page_writes_the_same_address(url: str, cursor: Any) -> None:
    """下一页的地址，直接接上的和 DRF 拆开重拼的一样；键不是整数的照 DRF。"""
    page = CursorPage()
    page.base_url = url
    assert page.encode_cursor(Cursor(*cursor)) == CursorPagination.encode_cursor(page, Cursor(*cursor))


def test_a_unit_of_ones_own_is_found_and_another_is_not(both: Both, unit: s.Unit) -> None:
    """指明本单位的账号，一样；指别的单位，两边都是 404，不透露有没有。"""
    assert both(f"/api/v1{PEOPLE}?employer={unit.account.number}").status_code == 200
    for number in (s.unit().account.number, "0"):
        assert both(f"/api/v1{PEOPLE}?employer={number}").json()["code"] == "not_found"


def test_looking_for_someone_answers_in_the_same_shape(both: Both) -> None:
    """找人另走一路，样子一样。"""
    (found,) = [row for row in both.walk(f"/api/v1{PEOPLE}?search=<b>&page_size=1") if row["base"] == "2361.10"]
    assert found == next(row for row in both.walk(f"/api/v1{PEOPLE}") if row["base"] == "2361.10")


@pytest.mark.parametrize("path", [PEOPLE, REFUNDED, f"{PEOPLE}?status=active&page_size=3"])
def test_a_list_is_two_questions_however_long(unit: s.Unit, path: str) -> None:
    """进门一问，清单一问；人多人少都是两问。"""
    call = Caller(unit.agent)
    call("get", path)
    with CaptureQueriesContext(connection) as asked:
        assert call("get", path).status_code == 200
    assert len(asked) == 2, [one["sql"] for one in asked.captured_queries]


def test_the_headers_that_protect_are_on_a_list(unit: s.Unit) -> None:
    """清单的答复照样带流水号和各种安全头，不许缓存的照旧。"""
    answer = Caller(unit.agent)("get", PEOPLE)
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Request-Reference"]
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert (answer["Allow"], answer["Content-Length"]) == ("GET, HEAD, OPTIONS", str(len(answer.content)))

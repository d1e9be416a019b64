"""筛选写得不对：不悄悄丢掉，说没有按哪个筛选、为什么，填的字还在框里；各清单一个样，导出也不按错的给。"""

import pytest

from gjj.audit.models import AuditEntry
from tests import situations as s
from tests.halls.test_unit_queries import two_months
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/unit/log/?from=2026-13-45", "没有按起日筛选：日期写法不对，要写成 2026-11-28 这样。填的是「2026-13-45」。"),
        ("/unit/log/?action=shout", "没有按动作筛选：没有这样的动作。填的是「shout」。"),
        ("/unit/cases/?since=昨天", "没有按受理日（从）筛选：日期写法不对，要写成 2026-11-28 这样。填的是「昨天」。"),
        ("/unit/cases/?until=31/12/2026", "没有按受理日（到）筛选：日期写法不对"),
        ("/unit/cases/?status=lost", "没有按状态筛选：没有这样的状态。填的是「lost」。"),
        ("/unit/ledger/?year=²", "没有按年份筛选：年份写法不对，要写成 2026 这样。填的是「²」。"),
        ("/unit/ledger/?kind=x", "没有按业务筛选：没有这样的业务。填的是「x」。"),
        ("/unit/ledger/?year=1999", "没有按年份筛选：没有那一年。填的是「1999」。"),
        ("/unit/month-grid/?year=20260000000000000000", "没有按年份筛选：年份写法不对"),
        (
            "/unit/change-lists/compare/?old=2026-13",
            "没有按前一个月筛选：年月写法不对，要写成 2026-11 或 2026年11月 这样。",
        ),
        ("/unit/change-lists/compare/?after=²", "没有接着往下列：位置写法不对，从头列起。填的是「²」。"),
        ("/unit/change-lists/?status=x", "没有按状态筛选"),
        ("/unit/change-lists/?page=²", "没有「²」这一页，共 1 页，现在是第 1 页。"),
        ("/unit/remittances/?status=x", "没有按状态筛选"),
        ("/unit/remittances/?page=99", "没有「99」这一页"),
        ("/unit/adjustments/?status=x", "没有按状态筛选"),
        ("/unit/make-ups/?status=x", "没有按状态筛选"),
        ("/unit/flags/?status=x", "没有按状态筛选"),
        ("/unit/papers/?kind=x", "没有按种类筛选"),
        ("/unit/messages/?category=x", "没有按类别筛选"),
        ("/unit/collection/?result=x", "没有按结果筛选"),
        ("/unit/employees/?sort=x", "没有按次序筛选"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told(address: str, said: str) -> None:
    """每个清单都照常打开，只说一遍。"""
    made, _ = two_months()
    page = signed_in(made.agent).get(address)
    assert page.status_code == 200
    assert page.content.decode().count(said) == 1


def test_a_filter_that_can_be_read_says_nothing() -> None:
    """写得对的、没写的，一句也不说。"""
    made, _ = two_months()
    client = signed_in(made.agent)
    for address in ("/unit/log/?from=2026-11-01&to=&page=", "/unit/ledger/?year=2026", "/unit/remittances/?page=1"):
        assert "没有按" not in client.get(address).content.decode()
        assert client.get(address).wsgi_request.asked.not_used == []


@pytest.mark.parametrize(("address", "name"), [("/unit/log/", "from"), ("/unit/cases/", "since")])
def test_what_was_typed_stays_in_the_box(address: str, name: str) -> None:
    """填的字还在：不是日子的字日期框放不下，换成文字框；是日子的照旧是日期框。"""
    made, _ = two_months()
    client = signed_in(made.agent)
    assert f'type="text" aria-invalid="true" id="id_{name}" name="{name}" value="昨天"' in (
        client.get(address, {name: "昨天"}).content.decode()
    )
    assert f'type="date" id="id_{name}" name="{name}" value="2026-11-01"' in (
        client.get(address, {name: "2026-11-01"}).content.decode()
    )


def test_nothing_is_exported_with_a_filter_left_out() -> None:
    """有一个条件读不成，不导出：不然给的是没筛过的，看的人不知道。"""
    made, _ = two_months()
    answer = signed_in(made.agent).get("/unit/log/", {"from": "昨天", "export": "csv"})
    assert answer.status_code == 422
    assert "没有按起日筛选" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="web.export").exists()


def test_an_employee_is_told_the_same() -> None:
    """个人大厅的明细一样说。"""
    _, (one,) = s.unit_with_workers(1)
    assert "没有按年份筛选：没有那一年" in signed_in(s.holder(one)).get("/me/movements/?year=1999").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        *(f"/unit/log/?from={day}&to={day}" for day in ("0001-01-01", "9999-12-31")),
        *(f"/unit/cases/?since={day}&until={day}" for day in ("0001-01-01", "9999-12-31")),
        *(f"/unit/changes/?since={month}&until={month}" for month in ("0001-01", "9999-12")),
        *(f"/unit/change-lists/compare/?old={month}&new={month}" for month in ("0001-01", "9999-12")),
        *(f"/unit/make-ups/new/?month={month}" for month in ("0001-01", "9999-12")),
    ],
)
def test_the_ends_of_the_calendar_are_days_as_well(address: str) -> None:
    """日历的头尾也是日子：照常筛，不出错。"""
    made, _ = two_months()
    assert signed_in(made.agent).get(address).status_code == 200


def test_a_log_until_the_last_day_of_the_calendar_is_whole() -> None:
    """到日历的最后一天为止：没有次日，就是不限。"""
    made, _ = two_months()
    client = signed_in(made.agent)
    many = [len(client.get(f"/unit/log/?to={day}").context["rows"]) for day in ("", "9999-12-31", "0001-01-01")]
    assert many[0] == many[1] > many[2] == 0

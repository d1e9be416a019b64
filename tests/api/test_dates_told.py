"""接口说得出日子：异议最迟哪天答复；清册最近一次传的改好的工作簿是哪个文件、何时、谁传的。"""

import pytest

from deposits.models import FilingFlag
from deposits.rules.filing_flag import filing_id
from deposits.selectors.flag_due import with_due
from deposits.services.flags import raise_flag
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller, this_month

pytestmark = pytest.mark.django_db


def test_a_flag_says_until_when_it_is_answered() -> None:
    """单位的清单、那一条，职工的申报：同一个最迟答复日，就是它那件办件的承诺；答复了就没有了。"""
    unit, (one,) = s.unit_with_workers(1)
    who, number = s.holder(one), filing_id(s.account_of(one).pk, s.NOVEMBER)
    pk = raise_flag(by=who, number=number, field="base", claimed="9000.00", text="工资调了", at=s.NOON)
    due = with_due(FilingFlag.objects.all()).get(pk=pk).reply_by.isoformat()  # type: ignore[attr-defined]
    call, own = Caller(unit.agent), Caller(who, "person")
    mine = [flag for filing in own("get", "/me/filings/").json() for flag in filing["flags"]]
    told = [
        call("get", "/unit/flags/").json()["results"][0],
        call("get", f"/unit/flags/{pk}/").json(),
        *mine,
    ]
    assert [flag["reply_by"] for flag in told] == [due] * 3
    answered = call("post", f"/unit/flags/{pk}/answer/", {"accept": True}).json()
    assert answered["reply_by"] is None
    assert call("get", "/unit/flags/").json()["results"][0]["reply_by"] is None


def test_a_list_says_which_mended_workbook_came_last() -> None:
    """没传过改好的为空；传了写文件名、时刻、谁传的，清单和那一份一样；最早是谁何时上传的还在。"""
    unit, one = s.unit(first_month=Month.parse(this_month())), s.worker()
    call = Caller(unit.agent)
    filed = call.upload(
        s.roster(unit, [s.line("开户", one)], Month.parse(this_month())), "名单.xlsx", this_month()
    ).json()
    assert filed["mended"] is None
    data = s.roster(unit, [s.line("开户", one), s.line("开户", s.worker())], Month.parse(this_month()))
    body = call.mend(filed["id"], data, "改好的名单.xlsx").json()
    listed = call("get", "/unit/change-lists/").json()["results"][0]
    assert body["mended"] == listed["mended"]
    assert (body["mended"]["name"], body["mended"]["by"]) == ("改好的名单.xlsx", unit.agent.name)
    assert body["filed_at"] == filed["filed_at"] <= body["mended"]["at"]

"""单位的人看一名职工：打开他一个人的账户、基数、各月缴存的每一处都记一条，本人看得到；一人一天一条；清单不记。"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gjj import clock
from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.identity.tokens import issue_token
from gjj.looks.of_unit import opened_in_unit
from tests import situations as s
from tests.halls.test_every_address import OURS
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
ID = r"<int:pk>/"
SHOWS = {
    "unit/employees/": "/unit/employees/?q={number}",
    "unit/month-grid/": "/unit/month-grid/?q={number}",
    "unit/changes/": "/unit/changes/?q={number}",
    "unit/make-ups/new/": "/unit/make-ups/new/?account={number}",
    "unit/flags/<int:pk>/": "/unit/flags/{flag}/",
    "api/v1/unit/employees/": "/api/v1/unit/employees/?search={number}",
    "api/v1/unit/flags/<int:pk>/": "/api/v1/unit/flags/{flag}/",
    "api/v1/unit/make-ups/preview/": "/api/v1/unit/make-ups/preview/",
}
"""看得到一个人的账户、基数、各月缴存的地址 → 怎么打开他的。"""
PEOPLE_PAGES = (
    r"(api/v1/)?unit/remittances/<int:pk>/(people/|register/|register\.pdf)?", r"unit/adjustments/<int:pk>/",
    r"api/v1/unit/remittances/<int:pk>/", r"(api/v1/)?unit/adjustments/ratio/(preview/)?", r"unit/yearly-base/(template\.xlsx)?",
    r"unit/change-lists/compare/", r"unit/(change-lists/template\.xlsx|log/)", r"unit/papers/(<int:pk>/(paper\.pdf)?)?",
)  # fmt: skip
NOT_ONE: dict[str, tuple[str, ...]] = {
    "全单位的清单、清册、汇缴书：不逐人记": PEOPLE_PAGES,
    "单位自己传的清册，还没有生效的字": (
        r"(api/v1/)?unit/change-lists/(upload/|from-last-month/)?", r"unit/change-lists/<int:pk>/(mend/|mend/draft/|confirm/|discard/|annotated\.xlsx|file/)?",
        r"api/v1/unit/change-lists/<int:pk>/(rows/|rows/<int:row>/|adopt/|undo/|redo/|confirm/|annotated\.xlsx|file/)?",
    ),
    "只有单位的、各月的合计": (
        r"(api/v1/)?unit/", r"(api/v1/)?unit/ledger/", r"unit/info/", r"(api/v1/)?unit/(remittances|adjustments|make-ups|flags|reviews|suspense|collection|handovers|people|saved-filters)/",
        r"(api/v1/)?unit/remittances/several/(unpaid/|preview/)?", r"unit/remittances/<int:pk>/(status|notice|receipt)/", r"api/v1/unit/remittances/<int:pk>/(notice|receipt)\.pdf",
        r"(api/v1/)?unit/statements/<int:year>(/|\.pdf)", r"unit/(agreement|collection/status)/", r"api/v1/unit/(collection/agreements|suspense/refunds)/",
    ),
    "办的，自己有一条审计": (
        r"(api/v1/)?unit/remittances/(several/pay/|create/|<int:pk>/(pay|cancel|again|make-up-again|refund|collect)/)", r"unit/make-ups/pay/", r"(api/v1/)?unit/adjustments/<int:pk>/undo/",
        r"unit/suspense/(refund/|withdraw/<int:pk>/)", r"(api/v1/)?unit/collection/(sign|end)/", r"(api/v1/)?unit/reviews/(switch/|<int:pk>/(approve|send-back|withdraw)/)",
        r"api/v1/unit/flags/<int:pk>/answer/", r"unit/saved-filters/<int:pk>/delete/", r"api/v1/unit/cases/<int:pk>/resubmit/", r"unit/people/<int:pk>/dismiss/",
    ),
    "说的是办单位事的人，不是职工的账户": (r"unit/people/(appoint/|<int:pk>/(handover/)?)", r"unit/handovers/<int:pk>/(paper/)?"),
    "说的是这一件办到哪一步，职工的数点进去才看得到": (
        r"(api/v1/)?unit/cases/(<int:pk>/)?", r"(api/v1/)?unit/reviews/<int:pk>/", r"(api/v1/)?unit/messages/(read/|settings/|<int:pk>/(read/)?)?",
    ),
}  # fmt: skip
"""不看一个人的地址，为什么。"""


def unit_addresses() -> list[str]:
    """单位大厅的全部地址，页面和接口。"""
    return sorted({path for path, _ in OURS if path.startswith(("unit/", "api/v1/unit/"))})


def test_every_address_of_the_unit_hall_says_whether_it_shows_one_person() -> None:
    """单位大厅的每一个地址：看得到一个人的记一条，看不到的写着为什么；新加的不写就不过。"""
    for path in unit_addresses():
        reasons = [why for why, those in NOT_ONE.items() if any(re.fullmatch(one, path) for one in those)]
        assert len(reasons) + (path in SHOWS) == 1, (path, reasons)
    assert set(SHOWS) <= set(unit_addresses())


def looks(person_id: int) -> list[AuditEntry]:
    """单位看过他的，先后排。"""
    rows = AuditEntry.objects.filter(action="looks.open", object_type="person", object_id=str(person_id))
    return list(rows.order_by("id"))


def opened(by: Actor, path: str, **given: Any) -> Any:
    """打开一个地址：接口用令牌。"""
    if not path.startswith("/api/"):
        return signed_in(by).get(path)
    token = issue_token(login_id=by.login_id or 0, scopes=["unit"], at=clock.now())
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.post(path, given, content_type="application/json") if given else client.get(path)


@pytest.mark.parametrize("path", SHOWS)
def test_each_of_them_leaves_one_look_a_day(path: str) -> None:
    """打开一个人的记一条：谁（身份）、看了什么、哪个单位；同一天再打开不再记，另一个人打开的另记；别的职工没有；本人看得到。"""
    clock.set_to(s.NOON)
    of, (one, other) = s.unit_with_workers(2)
    s.paid(s.remittance_of(of))
    flag = s.flagged(of, one)
    number = s.account_of(one).subaccount.number
    address = SHOWS[path].format(number=number, flag=flag)
    body = {"month": "2026-11", "people": [{"account": number, "base": "9000.00"}]} if "preview" in path else {}
    for _ in range(2):
        assert opened(of.agent, address, **body).status_code == 200
    row = s.account_of(one)
    (look,) = looks(row.person_id)
    assert (look.role, look.name, look.employer_id) == ("unit_agent", of.agent.name, of.employer_id)
    assert looks(s.account_of(other).person_id) == []


def test_the_person_reads_which_role_of_his_unit_looked_and_lists_are_not_looks() -> None:
    """清单、几个人的查找不记；两个人看各一条，第二天再看又一条；本人看得到身份和看了什么，单位的操作日志里也有；看自己的不记。"""
    clock.set_to(s.NOON)
    of, (one, _) = s.unit_with_workers(2)
    row = s.account_of(one)
    client, page = signed_in(of.agent), f"/unit/month-grid/?q={row.subaccount.number}"
    for listed in ("/unit/employees/", "/unit/month-grid/", "/unit/changes/", "/unit/employees/?q=没有这个人"):
        assert client.get(listed).status_code == 200
    assert looks(row.person_id) == []
    client.get(page)
    signed_in(of.reviewer).get(page)
    clock.set_to(s.NOON + timedelta(days=1))
    client.get(page)
    assert [look.role for look in looks(row.person_id)] == ["unit_agent", "unit_reviewer", "unit_agent"]
    own = signed_in(s.holder(one)).get("/me/looks/").content.decode()
    for said in ("单位复核人", "单位大厅", "各月缴存（号码遮着）"):
        assert said in own
    assert f"打开{row.person.name}的各月缴存" in client.get("/unit/log/?action=looks.open").content.decode()
    himself = replace(of.agent, person_id=row.person_id)
    opened_in_unit(by=himself, person_id=row.person_id, name="他自己", seen="账户", at=clock.now() + timedelta(days=1))
    assert len(looks(row.person_id)) == 3

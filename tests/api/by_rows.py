"""清单的对照：不由数据库写，照旧查出来逐行序列化；同一个地址两种写法取两遍，一个字节不差。"""

from typing import Any

import pytest
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from deposits.api.make_ups import MakeUps
from deposits.api.me import Movements, PeriodInput
from deposits.api.remittances import Remittances
from deposits.api.suspense import Refunds
from deposits.api.unit import Employees, Ledger
from deposits.errors import ledger_year_empty
from deposits.models import Remittance
from deposits.selectors.make_up import make_ups
from deposits.selectors.people import EMPLOYEES, employee_json, employees, movement_json, own_movements
from deposits.selectors.remittances import MAKE_UPS, REMITTANCES, remittance_json
from deposits.selectors.suspense import REFUNDS, refund_json, refunds_of
from deposits.selectors.unit_ledger import book_and_kind, ledger_json, ledger_years, unit_book
from gjj import clock
from gjj.actors.actor import Actor
from gjj.messaging.models import Delivery
from gjj.messaging.selectors import inbox
from gjj.messaging.selectors.waiting import whys_of
from gjj.web.inputs import filled
from gjj.web.pagination import _cursor_invalid
from portal.api.inbox import ASKED, Messages, message_json
from tests.api.caller import Caller


def by_rows(view: Any, listing: Any, **given: str) -> Any:
    """不由数据库写：照旧查出来，逐行序列化。"""
    if listing is EMPLOYEES:
        return view.page(employees(view.account(), "", given.get("status", "")), employee_json, ordering="id")
    rows = {
        REFUNDS: (refunds_of, refund_json), MAKE_UPS: (make_ups, remittance_json),
        REMITTANCES: (lambda pk: Remittance.objects.filter(employer_account_id=pk, kind="remittance"), remittance_json),
    }  # fmt: skip
    found, row_json = rows[listing]
    return view.page(found(view.account().pk), row_json)


def own_movements_by_rows(view: Any, request: Any) -> Any:
    """本人的明细，逐行序列化。"""
    period = filled(PeriodInput(data=request.query_params))
    rows = own_movements(view.actor, period.get("from"), period.get("to"))
    return view.page(rows, movement_json, ordering=("-booked_on", "-id"))


def messages_by_rows(view: Any, request: Any) -> Any:
    """消息，逐行照模板填。"""
    said = {name: request.query_params.get(key, "").strip() for name, key in ASKED}

    def row_json(row: Any) -> Any:
        waiting = Delivery.objects.filter(message=row, person_id=view.actor.person_id or 0, status="waiting").first()
        return message_json(row, whys_of([waiting.pk], clock.now())[waiting.pk] if waiting else None)

    return view.page(inbox.found(view.actor, **said), row_json)


def ledger_by_rows(view: Any, request: Any) -> Any:
    """单位明细账：整年算出来，再切一页。"""
    query, account = request.query_params, view.account()
    year, size = int(query["year"]), min(int(query.get("page_size", 20)), 200)
    if year not in ledger_years(account):
        raise ledger_year_empty(year)
    rows = unit_book(account, year, *book_and_kind(query.get("kind", ""))).rows
    places = {f"p{row.line.id}": place for place, row in enumerate(rows)}
    if query.get("cursor") and query["cursor"] not in places:
        raise _cursor_invalid()
    start, here = places.get(query.get("cursor", ""), 0), request.build_absolute_uri()

    def link(place: int) -> str | None:
        if place == 0:
            return remove_query_param(here, "cursor") if start else None
        return replace_query_param(here, "cursor", f"p{rows[place].line.id}") if 0 < place < len(rows) else None

    shown = [ledger_json(row) for row in rows[start : start + size]]
    return Response({"next": link(start + size), "previous": link(max(start - size, 0)), "results": shown})


class Both:
    """同一个地址取两遍：数据库写的、逐行写的。"""

    def __init__(self, who: Actor, patch: pytest.MonkeyPatch, scope: str = "unit") -> None:
        self.call, self.patch = Caller(who, scope), patch

    def ask(self, address: str) -> Any:
        return self.call.client.get(address, HTTP_AUTHORIZATION=f"Bearer {self.call.token}")

    def __call__(self, address: str) -> Any:
        """两遍一样；返回答复。"""
        written = self.ask(address)
        with self.patch.context() as patch:
            for view in (Employees, Refunds, Remittances, MakeUps):
                patch.setattr(view, "of_unit", by_rows)
            patch.setattr(Movements, "get", own_movements_by_rows)
            patch.setattr(Messages, "get", messages_by_rows)
            patch.setattr(Ledger, "get", ledger_by_rows)
            rows = self.ask(address)
        assert written.content == rows.content, address
        assert written.status_code == rows.status_code
        differing = {"X-Request-Reference", "Content-Security-Policy"}
        assert {*written.items()} ^ {*rows.items()} <= {
            one for one in {*written.items()} | {*rows.items()} if one[0] in differing
        }
        return written

    def walk(self, address: str) -> list[Any]:
        """往后翻到底，再往前翻回来，每一页两遍都一样；返回全部行。"""
        pages = [self(address).json()]
        while pages[-1]["next"]:
            pages.append(self(pages[-1]["next"]).json())
        back = [pages[-1]]
        while back[-1]["previous"]:
            back.append(self(back[-1]["previous"]).json())
        seen = [row for page in pages for row in page["results"]]
        assert [row for page in reversed(back) for row in page["results"]] == seen
        return seen

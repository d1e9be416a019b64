"""我的办件：两个大厅的清单、一件办件的经过与补正。"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from deposits.selectors.change_lists import lists_in_flight
from deposits.selectors.several import job_in_flight
from deposits.selectors.volumes import bindings_in_flight
from deposits.views.listing import SavesFilters
from gjj import clock
from gjj.cases.ports import desk_of, subject_of
from gjj.cases.selectors.cases import CaseStory, cases, counts, found, items_in, story_of
from gjj.cases.selectors.shown import CaseRow, case_rows, mends, row_of, subject_title, timeline
from gjj.cases.services.desk import case_missing, send_again
from gjj.cases.workflow import WORDS
from gjj.catalog.selectors.declared import declared_items
from gjj.declarations.errors import BizError
from gjj.web.asked import asked_of
from gjj.web.exports import Column, export, wanted
from gjj.web.paging import stretch_of
from gjj.web.views import HallView

STATES = {"open": "在办", **WORDS}
A_PAGE = 24
BATCH = 500


def exported_rows(rows: QuerySet[Any], on: date) -> Iterator[CaseRow]:
    """导出的一行行：一批办件的时限一起查，件数再多也不一件一件地查。"""
    left = rows.order_by("-id").iterator(chunk_size=BATCH)
    while batch := list(islice(left, BATCH)):
        yield from case_rows(batch, on)


COLUMNS = (
    Column("办件编号", lambda row: row.case.number),
    Column("事项", lambda row: row.case.title),
    Column("办的是哪一件", lambda row: row.case.topic),
    Column("状态", lambda row: row.said),
    Column("提交人", lambda row: row.case.opened_by),
    Column("受理时间", lambda row: row.case.accepted_at, "date"),
    Column("承诺", lambda row: row.promise),
    Column("办完时间", lambda row: row.case.closed_at, "date"),
    Column("结果", lambda row: row.case.result),
)
"""我的办件导出的列。"""


def link_of(subject: str, pk: int | None, hall: str) -> str:
    """业务在这个大厅里的那一页；没有为空。"""
    known = subject_of(subject)
    name = known.pages.get(hall) if known else None
    if known is None or name is None or pk is None:
        return ""
    return reverse(name, args=[pk] if known.numbered else [])


class UnitCases(SavesFilters):
    """单位的办件清单。"""

    code = "unit_cases"
    hall: ClassVar[str] = "unit"
    permission = "cases.own"
    page_name = "portal:unit_case"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按编号、事项、状态、受理日找；正在读、正在确认的大清册也在。"""
        mine = cases(self.actor)
        items = items_in(mine)
        given = self.given()
        rows, told = found(mine, **given), counts(mine)
        if fmt := wanted(request):
            about = ("employer", self.actor.employer_id) if self.hall == "unit" else ("person", self.actor.person_id)
            return export(
                fmt,
                by=self.actor,
                at=clock.now(),
                title="我的办件",
                about=about,
                columns=COLUMNS,
                rows=exported_rows(rows, clock.today()),
            )
        stretch = stretch_of(rows, request, size=A_PAGE)
        return self.render(
            "portal/cases.html", rows=case_rows(stretch.object_list, clock.today()), stretch=stretch, given=given,
            states=STATES, counts=told, owed=told.get("waiting", 0) + told.get("returned", 0), items=items, page_name=self.page_name,
            is_asked=any(given.values()), in_flight=lists_in_flight(self.actor, clock.now()), several=job_in_flight(self.actor, clock.now()),
            bindings=bindings_in_flight(self.actor),
        )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """地址里的筛选。"""
        asked = asked_of(self.request)
        return {
            "text": asked.text("q"), "item": asked.choice("item", "事项", {one.code: one.title for one in declared_items()}),
            "status": asked.choice("status", "状态", STATES), "since": asked.day("since", "受理日（从）"),
            "until": asked.day("until", "受理日（到）"),
        }  # fmt: skip


class PersonalCases(UnitCases):
    """职工的办件清单。"""

    code = ""
    hall = "personal"
    page_name = "portal:personal_case"


class UnitCase(HallView):
    """一件办件：时限、经过、材料、要补的。"""

    hall: ClassVar[str] = "unit"
    permission = "cases.own"
    permissions = {"POST": "cases.resubmit"}
    list_name = "portal:unit_cases"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """整页。"""
        return self.page(self.find(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """补好了，再交；没写补了什么的在原页说清楚，写的还在。"""
        story, text = self.find(pk), request.POST.get("note", "")
        try:
            send_again(by=self.actor, case_id=pk, note=text, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            return self.page(story, error=error, note=text, status=error.status)
        day = "次日" if story.case.day_kind == "calendar" else "下一个工作日"
        then = f"时限从{day}接着算" if self.find(pk).case.is_open else "这件业务已经办完，办件办结"
        messages.success(request, f"补正交上去了，{then}。")
        return redirect(request.path)

    def find(self, pk: int) -> CaseStory:
        """看得到的一件；别人的答 404。"""
        seen = cases(self.actor).filter(pk=pk).first()
        if seen is None:
            raise case_missing()
        return story_of(seen, clock.today())

    def page(self, story: CaseStory, *, status: int = 200, **more: Any) -> HttpResponse:
        """整页。"""
        row: CaseRow = row_of(story)
        desk = desk_of(story.case.item)
        return self.render(
            "portal/case.html", status=status, row=row, case=story.case, story=timeline(story), list_name=self.list_name,
            materials=[(one, link_of(one.object_type, one.object_id, self.hall)) for one in story.materials],
            mends=[(one, link_of(one.subject, one.subject_id, self.hall)) for one in mends(story)],
            subject=(subject_title(story.case.object_type), link_of(story.case.object_type, story.case.object_id, self.hall)),
            reason=next((one.note for one in reversed(story.events) if one.kind == "returned"), ""),
            own_page=desk.own_page if desk else "", **more,
        )  # fmt: skip


class PersonalCase(UnitCase):
    """职工的一件办件。"""

    hall = "personal"
    list_name = "portal:personal_cases"

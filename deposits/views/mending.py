"""单位大厅里修改清册：格子、采纳、贴入、添行删行、撤销重做、草稿；没有脚本时每一样都是普通的表单。"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from deposits.errors import cell_refused, no_employer_account
from deposits.models import ChangeList
from deposits.roster.model import FIELDS
from deposits.rules.paste import TALLEST
from deposits.rules.roster_facts import TYPES
from deposits.rules.row_cells import BLANK, Cell, written
from deposits.selectors import scope
from deposits.selectors.change_lists import CONFIRMING, MENDING, overtaken_by, running_job, sees_plain
from deposits.selectors.mend_grid import (
    SAID,
    changed_by,
    codes_in,
    drafts_of,
    grid_of,
    grid_rows,
    recent_edits,
    rows_below,
)
from deposits.selectors.remittances import standing_remittances
from deposits.selectors.row_cells import undo_stack
from deposits.services.cell_drafts import drop_drafts, keep_draft
from deposits.services.confirm_list import check_list_open
from deposits.services.mend_big import ask_to_adopt, ask_to_undo
from deposits.services.mend_rows import AddRow, Mended, RemoveRow, SetCell, mend_rows
from deposits.services.paste_cells import paste_cells, paste_rows
from deposits.views.unit import UnitView
from gjj import clock
from gjj.declarations.dictionaries import SEAL_REASONS
from gjj.declarations.errors import BizError
from gjj.idnumbers.whole import whole_number
from gjj.web.asked import asked_of
from gjj.web.paging import page_of

PAGE = 50
QUERY = ("show", "code", "q", "page")


def _number(text: str | None) -> int | None:
    """表单里的数；不是数为空。"""
    return whole_number(text or "")


def _typed(given: Mapping[str, str]) -> dict[str, str]:
    """和打开时不一样的格子：列 → 写了什么。"""
    cells = {name: given[name] for name in FIELDS if name in given}
    return {name: text for name, text in cells.items() if text.strip() != given.get(f"was_{name}", "\0").strip()}


MOVED = {"remove": "已删", "undo": "的修改已撤销", "redo": "的修改已重做"}
"""办完怎么说；别的都是「已改、已存」。"""


class MendPage(UnitView):
    """修改清册的一页。"""

    permissions = {"GET": "deposits.unit.view", "POST": "deposits.list.mend"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """格子：默认只列有错误的行。"""
        return self.page(self.find(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """办一样（do），回到格子；没办成在原处说清楚，写的字不丢。"""
        head = self.find(pk)
        work = self.WORKS.get(request.POST.get("do", ""))
        error, said, done = None, "", None
        try:
            if work is None:
                raise cell_refused("malformed", "没有看懂要办什么，没有任何改动。", "请回到清册页再试一次。")
            done = work(self, head, request.POST)
            said = self.told(done, MOVED.get(request.POST["do"], "已改、已存"))
            said += self._left(pk) if said else ""
        except BizError as refused:
            if refused.status == 404:
                raise
            error = refused
            self._keep_what_was_typed(head, request.POST)
        if error is None and done is None:
            return self._to_the_list(request, pk)
        if error is None and request.POST.get("back") == "list":
            messages.success(request, said)
            return redirect("deposits:change_list", pk=pk)
        if error is None and not request.htmx:  # type: ignore[attr-defined]
            query = urlencode({name: request.GET[name] for name in QUERY if request.GET.get(name)})
            return redirect(f"{reverse('deposits:mend', args=[pk])}{'?' + query if query else ''}")
        return self.page(self.find(pk), error=error, said=said)

    def _left(self, pk: int) -> str:
        """办完还有几行要改。"""
        count = self.find(pk).error_count
        return f"还有 {count:,} 行要改。" if count else "没有要改的行了。"

    def _to_the_list(self, request: HttpRequest, pk: int) -> HttpResponse:
        """排了队：到清册页看进度；脚本送来的也整页过去。"""
        to = reverse("deposits:change_list", args=[pk])
        return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)  # type: ignore[attr-defined]

    # —— 办的几样 ——
    def _save(self, head: ChangeList, given: Mapping[str, str]) -> Mended:
        """一行的几格：只存和打开时不一样的。"""
        row = _number(given.get("row"))
        if row is None:
            raise no_employer_account()
        done = mend_rows(
            by=self.actor, change_list_id=head.pk, at=clock.now(), version=_number(given.get("version")),
            changes=[SetCell(row, name, written(name, text)) for name, text in _typed(given).items()],
        )  # fmt: skip
        drop_drafts(by=self.actor, change_list_id=head.pk, cells=[(row, name) for name in FIELDS if name in given])
        return done

    def _remove(self, head: ChangeList, given: Mapping[str, str]) -> Mended:
        row = _number(given.get("row"))
        if row is None:
            raise no_employer_account()
        return mend_rows(
            by=self.actor, change_list_id=head.pk, changes=[RemoveRow(row)], at=clock.now(),
            version=_number(given.get("version")),
        )  # fmt: skip

    def _add(self, head: ChangeList, given: Mapping[str, str]) -> Mended:
        cells: dict[str, Cell] = {name: written(name, given.get(name, "")) for name in FIELDS}
        if all(cell == BLANK for cell in cells.values()):
            return paste_rows(by=self.actor, change_list_id=head.pk, text=given.get("text", ""), at=clock.now())
        return mend_rows(by=self.actor, change_list_id=head.pk, changes=[AddRow(cells)], at=clock.now())

    def _paste(self, head: ChangeList, given: Mapping[str, str]) -> Mended:
        rows = [number for one in given.get("rows", "").split(",") if (number := _number(one)) is not None]
        asked = self.asked()
        # 一页只有五十行，贴的一块可以长过这一页：接着照同样的条件、同样的先后往下
        rows = rows_below(grid_rows(head, asked["show"], asked["code"], asked["q"]), rows, TALLEST)
        return paste_cells(
            by=self.actor, change_list_id=head.pk, text=given.get("text", ""), rows=rows, field=given.get("field", ""),
            version=_number(given.get("version")), at=clock.now(),
        )  # fmt: skip

    def _adopt(self, head: ChangeList, given: Mapping[str, str]) -> Mended | None:
        return ask_to_adopt(
            by=self.actor, change_list_id=head.pk, code=given.get("code", ""), row=_number(given.get("row")),
            at=clock.now(),
        )  # fmt: skip

    def _undo(self, head: ChangeList, given: Mapping[str, str]) -> Mended | None:
        return ask_to_undo(by=self.actor, change_list_id=head.pk, at=clock.now())

    def _redo(self, head: ChangeList, given: Mapping[str, str]) -> Mended | None:
        return ask_to_undo(by=self.actor, change_list_id=head.pk, at=clock.now(), again=True)

    WORKS: Mapping[str, Callable[..., Mended | None]] = {
        "save": _save, "remove": _remove, "add": _add, "paste": _paste, "adopt": _adopt, "undo": _undo, "redo": _redo,
    }  # fmt: skip

    # —— 页面 ——
    def find(self, pk: int) -> ChangeList:
        """看得到的一份；别的单位的答 404。"""
        found = scope.change_lists(self.actor).select_related("employer_account").filter(pk=pk).first()
        if found is None:
            raise no_employer_account()
        return found

    def told(self, done: Mended | None, moved: str) -> str:
        """改完说一句（已改、已删、已撤销、已重做）；排了队的还没有话。"""
        if done is None:
            return ""
        if not done.edits:
            return "没有变化。"
        rows = "、".join(str(row) for row in done.rows[:3]) + (
            f" 等 {len(done.rows)} 行" if len(done.rows) > 3 else " 行"
        )
        dropped = "、".join(f"「{name}」" for name in getattr(done, "dropped", ()))
        return f"第 {rows}{moved}。" + (f"{dropped}不是名单的列，没有放进去。" if dropped else "")

    def _keep_what_was_typed(self, head: ChangeList, given: Mapping[str, str]) -> None:
        """没存成的格子留成草稿：刷新、退出都还在。"""
        row = _number(given.get("row"))
        if given.get("do") != "save" or row is None:
            return
        for name, text in _typed(given).items() if self._closed(head) is None else ():
            keep_draft(by=self.actor, change_list_id=head.pk, row=row, field=name, text=text, at=clock.now())

    def _closed(self, head: ChangeList) -> BizError | None:
        """清册不能改了的原因；还能改的为空。"""
        try:
            check_list_open(head.employer_account, head, clock.now())
        except BizError as closed:
            return closed
        return None

    def asked(self) -> dict[str, str]:
        """地址里的条件：列哪些行、哪一种、查什么、第几页。"""
        return {name: asked_of(self.request).text(name) for name in QUERY}

    def page(self, head: ChangeList, *, error: BizError | None = None, said: str = "") -> HttpResponse:
        """格子页；脚本来要时只给格子那一块。"""
        query = self.asked()
        page = page_of(grid_rows(head, query["show"], query["code"], query["q"]), self.request, PAGE)
        done, undone = undo_stack(head.pk, self.actor.login_id or 0)
        job = running_job(head)
        is_confirming, is_mending = (job is not None and job.kind == kind for kind in (CONFIRMING, MENDING))
        locked = standing_remittances(head.employer_account_id).filter(month=head.month).first()
        closed, overtaken = self._closed(head), overtaken_by(head)
        context: dict[str, Any] = {
            "closed": closed if not error and (overtaken or not locked) else None,
            "head": head, "month_after": head.month + 1, "page": page, "error": error, "said": said, "columns": {name: head.columns.get(name, label) for name, label in FIELDS.items()}, "types": list(TYPES.values()), "reasons": list(SEAL_REASONS.values()),
            "rows": grid_of(head, list(page.object_list), self.actor.login_id or 0, plain=sees_plain(self.actor, head), changed=changed_by(error, self.actor.name)),
            "typed": self.request.POST.get("text", "") if error else "", "codes": codes_in(head), "notices": [one for one in codes_in(head, "warnings") if one.code in SAID], "drafts": drafts_of(head, self.actor.login_id or 0), "edits": recent_edits(head),
            "may_undo": bool(done), "may_redo": bool(undone), "q": query["q"], "show": query["show"], "code": query["code"],
            "locked": None if overtaken else locked, "may_mend": self.actor.role == "unit_agent" and closed is None and not (is_confirming or is_mending), "is_confirming": is_confirming, "is_mending": is_mending,
        }  # fmt: skip
        template = "deposits/unit/_mend_grid.html" if self.request.htmx else "deposits/unit/mend.html"  # type: ignore[attr-defined]
        return self.render(template, status=error.status if error else 200, **context)


class MendDraft(MendPage):
    """没写完的一格：边写边存。"""

    permissions = {"POST": "deposits.list.mend"}
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """存下（drop=1 是放弃）；清册不动。"""
        self.find(pk)
        row, field = _number(request.POST.get("row")), request.POST.get("field", "")
        if row is None:
            raise no_employer_account()
        if request.POST.get("drop"):
            drop_drafts(by=self.actor, change_list_id=pk, cells=[(row, field)])
        else:
            keep_draft(
                by=self.actor,
                change_list_id=pk,
                row=row,
                field=field,
                text=request.POST.get("text", ""),
                at=clock.now(),
            )
        return HttpResponse(status=204)

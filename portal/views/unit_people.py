"""单位大厅：本单位的人。谁是经办、复核、只读、管理员；管理员任命、改任、延期、收回。"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.selectors import scope
from deposits.services.left_behind import left_at, list_left
from gjj import clock
from gjj.actors.roles import ROLES, UNIT_ADMIN, UNIT_WORK
from gjj.approvals.ports import Change
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant
from gjj.identity.selectors.grants import last_day_said
from gjj.identity.selectors.unit_people import STATES, UnitMember, members_found, shown
from gjj.identity.services.register import PersonDraft
from gjj.identity.services.unit_people import appoint, check_appointment, check_role, dismiss, reappoint
from gjj.identity.unit_people_errors import not_of_the_unit
from gjj.periods.days import day_after
from gjj.web.asked import asked_of
from gjj.web.exports import Column, export, wanted
from gjj.web.paging import stretch_of
from gjj.web.views import HallView
from portal.forms import AppointForm, ReappointForm
from portal.views.at_fields import at_fields

COLUMNS = (
    Column("姓名", lambda one: one.name),
    Column("用户名", lambda one: one.username),
    Column("身份", lambda one: one.role_said),
    Column("证件号码", lambda one: one.id_no, "id_no"),
    Column("手机号", lambda one: one.mobile, "mobile"),
    Column("从哪天", lambda one: one.since, "date"),
    Column("到哪天", lambda one: one.until),
    Column("状态", lambda one: one.state_said),
    Column("最近办理", lambda one: one.last_done, "date"),
)
MEANS = {
    "unit_agent": "上传、确认、付款，都由经办人办",
    "unit_reviewer": "看得到全部，双人复核的由他看过再生效",
    "unit_viewer": "看得到全部，一件也不能办",
    UNIT_ADMIN: "定谁当什么；另加在前三种上，不写截止日",
}
"""每种身份能做什么，选的时候看得到。"""


class UnitPeopleView(HallView):
    """本单位的人的一页。"""

    hall = "unit"
    permission = "identity.unit.view"

    def employer_id(self) -> int:
        """办事人的单位。"""
        if self.actor.employer_id is None:
            raise not_of_the_unit()
        return self.actor.employer_id

    def member(self, pk: int) -> UnitMember:
        """本单位的一项；别的单位的答 404。"""
        row = members_found(self.employer_id(), on=clock.today()).filter(pk=pk).first()
        if row is None:
            raise not_of_the_unit()
        return shown([row], on=clock.today(), person_id=self.actor.person_id)[0]


class UnitPeople(UnitPeopleView):
    """清单。"""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按身份、状态、姓名找；可以导出、打印。"""
        asked, today = asked_of(request), clock.today()
        roles = {role: ROLES[role] for role in (*UNIT_WORK, UNIT_ADMIN)}
        role = asked.choice("role", "身份", roles)
        state = asked.choice("state", "状态", STATES)
        text = asked.text("q")
        rows = members_found(self.employer_id(), on=today, role=role, state=state, text=text)
        if fmt := wanted(request):
            about = ("employer", self.actor.employer_id)
            told = shown(rows, on=today, person_id=self.actor.person_id)
            return export(
                fmt, by=self.actor, at=clock.now(), title="本单位的人", about=about, columns=COLUMNS, rows=told
            )
        stretch = stretch_of(rows, request, size=50)
        return self.render(
            "portal/unit_people.html", stretch=stretch, rows=shown(stretch.object_list, on=today, person_id=self.actor.person_id),
            roles=roles, role=role, states=STATES, state=state, q=text,
        )  # fmt: skip


class Appoint(UnitPeopleView):
    """任命一个人。"""

    permission = "identity.unit.appoint"

    def get(self, request: HttpRequest) -> HttpResponse:
        """表。"""
        return self._page(AppointForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """核对一遍，再点确认的才任命；不成的留在这一页，填的还在。"""
        form = AppointForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(form, status=422)
        if "back" in request.POST:
            return self._page(form)
        given = form.cleaned_data
        asked: dict[str, Any] = {
            "by": self.actor, "person": PersonDraft(given["name"], given["id_no"], given["mobile"]),
            "username": given["username"], "role": given["role"], "until": given["until"], "at": clock.now(),
        }  # fmt: skip
        try:
            check_appointment(**asked)
            if "confirm" not in request.POST:
                return self._page(form, facts=_facts(given))
            done = appoint(**asked)
        except BizError as error:
            return self._page(form, error=error, status=error.status)
        new = f"用户名 {done.username}，口令由本人在登录页点「忘记口令」，凭短信设"
        how = new if done.is_new else "用他原来的登录，用户名、口令照旧"
        messages.success(request, f"任命好了，{how}；短信已经告诉他本人。")
        return redirect("portal:unit_people")

    def _page(
        self, form: AppointForm, *, error: BizError | None = None, status: int = 200, facts: Any = ()
    ) -> HttpResponse:
        at_fields(form, error)
        return self.render(
            "portal/unit_appoint.html", status=status, form=form, error=error, means=_means(), facts=facts
        )


class UnitPerson(UnitPeopleView):
    """一个人的一项身份：改任、延期。"""

    permissions = {"POST": "identity.unit.appoint"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """是谁、当什么；管理员在这里改。"""
        member = self.member(pk)
        return self._page(member, ReappointForm(initial={"role": member.role}, label_suffix=""))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """核对一遍，再点确认的才改任、延期；不成的留在这一页。"""
        member = self.member(pk)
        form = ReappointForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._page(member, form, status=422)
        given = form.cleaned_data
        if "back" in request.POST:
            return self._page(member, form)
        try:
            if "confirm" not in request.POST:
                check_role(by=self.actor, role=given["role"], until=given["until"], at=clock.now())
                return self._page(member, form, changes=_changes(member, given))
            reappoint(by=self.actor, grant_id=pk, role=given["role"], until=given["until"], at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            return self._page(member, form, error=error, status=error.status)
        messages.success(request, f"改好了：{member.name}现在是{ROLES[given['role']]}，下一次打开页面就照新的。")
        return redirect("portal:unit_people")

    def _page(
        self, member: UnitMember, form: Any, *, error: BizError | None = None, status: int = 200, changes: Any = ()
    ) -> HttpResponse:
        at_fields(form, error)
        return self.render(
            "portal/unit_person.html", status=status, member=member, form=form, error=error, means=_means(),
            changes=changes,
        )  # fmt: skip


class Dismiss(UnitPeopleView):
    """收回一项身份。"""

    permission = "identity.unit.dismiss"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """收回；手里有没办完的经办先去交接；不成的回到那一页说清楚。"""
        member, at = self.member(pk), clock.now()
        account, login = scope.employer_account(self.actor), Grant.objects.get(pk=pk).login_id
        # 手里有没办完的经办：先交接；没有人接手的在那一页先收回，留下的列成单子
        has_left = member.role == UNIT_WORK[0] and account is not None and left_at(account, login) is not None
        if has_left and member.state == "live" and request.POST.get("anyway") != "1":
            messages.info(
                request,
                f"{member.name}手里有没办完的，身份还没有收回：请先交给接手的人；没有人接手的，在这一页先收回。",
            )
            return redirect("deposits:handing_over", pk=pk)
        try:
            dismiss(by=self.actor, grant_id=pk, at=at)
            if has_left and account is not None:
                list_left(by=self.actor, employer_account_id=account.pk, login_id=login, at=at)
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
            return redirect("portal:unit_person", pk=pk)
        messages.success(request, f"{member.name}的{member.role_said}身份收回了，他下一次打开页面就进不来。")
        return redirect("portal:unit_home" if member.is_self else "portal:unit_people")


def _means() -> list[tuple[str, str]]:
    """每种身份能做什么。"""
    return [(ROLES[role], said) for role, said in MEANS.items()]


def _facts(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """要任命谁、当什么：核对的时候一项一行；号码是他自己刚填的，写完整。"""
    return [
        ("身份", ROLES[given["role"]]), ("能做什么", MEANS[given["role"]]), ("姓名", given["name"]),
        ("证件号码", given["id_no"]), ("手机号", given["mobile"]),
        ("用户名", given["username"] or "没有写，用他原来的登录"), ("期限", _until_said(given["until"])),
    ]  # fmt: skip


def _changes(member: UnitMember, given: Mapping[str, Any]) -> list[Change]:
    """改任、延期：原来怎样，改成怎样。"""
    return [
        Change("身份", member.role_said, ROLES[given["role"]]),
        Change("期限", member.until, _until_said(given["until"])),
    ]


def _until_said(until: date | None) -> str:
    """最后有效的是哪一天。"""
    return last_day_said(day_after(until) if until else None)

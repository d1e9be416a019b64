"""柜面登录要两个人：系统管理员提新建、停用、恢复，安全管理员批；紧急停用的由第二个人确认（审批的一类）。"""

from datetime import date, datetime, timedelta
from typing import Any

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER, ROLES
from gjj.approvals.models import Proposal
from gjj.approvals.ports import Change, Facts
from gjj.approvals.signers import unfinished_said
from gjj.crypto.masking import mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.grants import login_errors as errors
from gjj.grants.changing import check_days, day_of, place_facts
from gjj.grants.places import place_of
from gjj.grants.staff_logins import (
    KIND,
    check_not_last_admin,
    close_staff_login,
    keep_stopped,
    lift_stop,
    open_staff_login,
    reopen_staff_login,
)
from gjj.identity.closable import CLOSED, OWN, URGENT
from gjj.identity.models import Grant, Login, Person
from gjj.identity.selectors.grants import grant_label, live_grants
from gjj.identity.services.logins import check_grant
from gjj.identity.usernames import is_username
from gjj.periods.days import business_date
from gjj.periods.said import day_said, moment_said

HELD_UP = "等人批的由别人接着批；批准了、等日子的，到时候他还停着就作废，告诉两边"
VERBS = {"open": "新建柜面登录", "close": "停用登录", "reopen": "恢复登录", "keep": "确认紧急停用"}


class LoginChange:
    """新建、停用、恢复一个登录，确认一次紧急停用。"""

    kind = KIND
    title = "柜面登录"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提：新建、停用、恢复只有系统管理员；确认紧急停用的那一份只有刚停的安全管理员，跟着停用一起提。"""
        if asked["do"] == "keep":
            require(by, "grants.login.stop")
        else:
            require(by, "grants.login.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批；自己的登录抛 approval_own_affair。"""
        if content["do"] == "keep":
            require(by, "grants.login.confirm")
        else:
            require(by, "grants.login.approve")
        if by.person_id == content["person"]:
            raise BizError(
                "approval_own_affair", "这份申请说的是您自己的登录，要别人来批，没有批准。", status=403,
                fix="请有权批的另一位同事登录以后批。", money=errors.MONEY,
            )  # fmt: skip

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的一份。没有这个人、这个登录，用户名、期限不合规矩，已经是那样，停了就没有管理员的抛 BizError。"""
        if asked["do"] == "open":
            return _opening(asked, business_date(effective_at))
        return _of_login(asked, effective_at)

    def current(self, content: Facts) -> dict[str, Any]:
        """新建的：这个人、这个用户名有没有登录；别的：登录现在能不能用、几时为什么停的。"""
        if content["do"] == "open":
            taken = Login.objects.filter(username__iexact=content["username"]).exists()
            return {"has_login": Login.objects.filter(person_id=content["person"]).exists(), "taken": taken}
        row = Login.objects.get(pk=content["login"])
        closed = row.closed_at.isoformat() if row.closed_at else ""
        return {"active": row.is_active, "closed_at": closed, "because": row.closed_because}

    def named(self, content: Facts) -> str:
        """办什么、谁的。"""
        return f"{VERBS[content['do']]}：{content['who']}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """新建的：是谁、收码的手机号、用户名、岗位、管到哪里、起止、口令怎么来；别的：登录从怎样到怎样。"""
        if content["do"] == "open":
            return _opening_said(content)
        now = "在用" if before["active"] else f"停用着（{CLOSED.get(before['because'], '')}）"
        becomes = {
            "close": "停用：各处登录着的马上退出，下一次请求就进不来",
            "reopen": "在用；口令不能用了的，本人凭短信重设",
            "keep": "一直停着，要两个人才恢复",
        }[content["do"]]
        told = [Change("登录", content["who"], content["who"]), Change("能不能用", now, becomes)]
        told.append(Change("当着的岗位", content["posts"], content["posts"]))
        if content["do"] in ("close", "keep"):
            told.append(Change("手上没有结果的审批", unfinished_said(content["login"]), HELD_UP))
        if content["do"] == "keep":
            told.append(Change("没有人确认的", "", f"{moment_said(datetime.fromisoformat(content['until']))} 自己恢复"))
        return told

    def about(self, content: Facts) -> list[str]:
        """哪个人，哪个登录。"""
        login = [f"login:{content['login']}"] if content.get("login") else []
        return [*login, f"person:{content['person']}"]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """照办；新建的返回登录的编号。"""
        if content["do"] == "open":
            return {"login": open_staff_login(by=by, approval=approval, at=at)}
        deed = {"close": close_staff_login, "reopen": reopen_staff_login, "keep": keep_stopped}[content["do"]]
        deed(by=by, approval=approval, at=at)
        return {"login": content["login"]}

    def turned_down(self, content: Facts, by: Actor, at: datetime, approval: int) -> None:
        """紧急停用没有确认：马上恢复。"""
        if content["do"] == "keep":
            lift_stop(by=by, login_id=content["login"], stopped_at=datetime.fromisoformat(content["stopped_at"]), at=at)

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """停了的恢复，恢复了、新建了的停用。"""
        if content["do"] == "open":
            made = Login.objects.filter(person_id=content["person"]).first()
            if made is None:
                raise errors.no_such_login()
            return {"do": "close", "login": made.pk}
        return {"do": "close" if content["do"] == "reopen" else "reopen", "login": content["login"]}


def _opening(asked: Facts, today: date) -> dict[str, Any]:
    person = Person.objects.filter(pk=asked["person"]).first()
    if person is None:
        raise errors.no_such_person()
    known = Login.objects.filter(person=person).first()
    if known is not None:
        raise errors.has_login(known.username)
    if not person.mobile:
        raise errors.no_mobile()
    username, role = str(asked["username"]).strip(), str(asked["role"])
    if not is_username(username):
        raise errors.username_wrong()
    if Login.objects.filter(username__iexact=username).exists():
        raise errors.username_taken(username)
    if role not in COUNTER:
        raise errors.not_a_post()
    place = place_of(role, str(asked.get("code", "")).strip())
    until = day_of(asked.get("until"))
    check_days(role, today, until, today)
    check_grant(Grant(role=role, scope=place.scope, branch_id=place.branch, valid_from=today, valid_to=until))
    return {
        "do": "open", "person": person.pk, "who": f"{person.name}（{username}）", "name": person.name, "username": username,
        "mobile": mask_mobile(str(person.mobile)), "role": role, **place_facts(place), "until": until.isoformat() if until else "",
    }  # fmt: skip


def _of_login(asked: Facts, at: datetime) -> dict[str, Any]:
    row = Login.objects.select_related("person").filter(pk=int(asked["login"])).first()
    if row is None:
        raise errors.no_such_login()
    today = business_date(at)
    held = live_grants(today, of_closed=True).filter(login=row).exclude(role="person").order_by("id")
    posts = "、".join(f"{ROLES[one.role]}（{grant_label(one)}）" for one in held) or "没有岗位"
    told = {
        "do": asked["do"], "login": row.pk, "person": row.person_id, "who": f"{row.person.name}（{row.username}）",
        "username": row.username, "posts": posts,
    }  # fmt: skip
    if asked["do"] == "reopen":
        if row.is_active:
            raise errors.not_closed()
        if row.closed_because == OWN:
            raise errors.closed_by_owner()
        return told
    check_not_last_admin(row, today)
    if asked["do"] == "keep":
        _check_just_stopped(row, str(asked["stopped_at"]))
        return {**told, "stopped_at": str(asked["stopped_at"]), "until": str(asked["until"])}
    if not row.is_active and row.closed_because != URGENT:
        raise errors.closed_already(CLOSED.get(row.closed_because, ""))
    return told


def _check_just_stopped(row: Login, stopped_at: str) -> None:
    """正紧急停着、停的那一次还没有人提过确认：只有停的那一下提得了，别人替不了，也提不了第二份。"""
    stopped = (
        row.closed_because == URGENT
        and row.closed_at is not None
        and row.closed_at == datetime.fromisoformat(stopped_at)
    )
    told = {"do": "keep", "login": row.pk, "stopped_at": stopped_at}
    if not stopped or Proposal.objects.filter(kind=KIND, content__contains=told).exists():
        raise errors.not_just_stopped()


def _opening_said(content: Facts) -> list[Change]:
    last = date.fromisoformat(content["until"]) - timedelta(days=1)
    return [
        Change("是谁", "", content["name"]),
        Change("收短信码的手机号", "", content["mobile"]),
        Change("用户名", "", content["username"]),
        Change("岗位", "", f"{ROLES[content['role']]}（{content['place']}）"),
        Change("起止", "", f"从批准那天起，到{day_said(last)}止"),
        Change("口令", "", "没有初始口令：短信告诉本人用户名，他在登录页点「忘记口令」，凭短信设自己的"),
    ]

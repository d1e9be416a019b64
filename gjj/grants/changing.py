"""给授权、收授权：系统管理员提，安全管理员批（审批的一类）；批准了下一次请求就照新的。"""

from datetime import date, datetime, timedelta
from typing import Any

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER, ROLES
from gjj.approvals.ports import Change, Facts
from gjj.approvals.signers import unfinished_said
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.grants.places import Place, place_of
from gjj.identity.models import GRANTABLE, UNIT_ROLES, Grant, Login
from gjj.identity.parameters import GRANT_LONGEST
from gjj.identity.ports import parameters_on
from gjj.identity.selectors.grants import grant_label
from gjj.identity.services.logins import check_grant, end_grant, give_grant
from gjj.periods.days import business_date
from gjj.periods.said import day_said

KIND = "grants.change"
HELD_UP = "等人批的由别人接着批；批准了、等日子的，到时候他没有别的岗位批得了就作废，告诉两边；到期不再授的照旧生效"
BY_HAND = {
    code: GRANTABLE[code]
    for code in sorted((*COUNTER, *UNIT_ROLES), key=lambda one: (one in UNIT_ROLES, list(GRANTABLE).index(one)))
}
"""要授的角色：缴存职工自己注册，不用授。"""


def refused(code: str, detail: str, fix: str, status: int = 422) -> BizError:
    """没有提成；说清为什么。"""
    return BizError(code, f"{detail}申请没有提交。", status=status, fix=fix, money="没有任何款项变动。")


class GrantChange:
    """给一个登录一项授权，或者收回一项。"""

    kind = KIND
    title = "授权"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "grants.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批；授给自己的、收自己的抛 approval_own_affair。"""
        require(by, "grants.approve")
        if by.person_id == content["person"]:
            raise BizError(
                "approval_own_affair", "这份申请改的是您自己的授权，要别人来批，没有批准。", status=403,
                fix="请有权批的另一位同事登录以后批。", money="没有任何款项变动。",
            )  # fmt: skip

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的一项。没有这个登录、停用了、范围不对、期限太长、三员兼任、已经有一样的、已经收回的抛 BizError。"""
        today = business_date(effective_at)
        return _ending(int(asked["grant"]), today) if asked["do"] == "end" else _giving(asked, today)

    def current(self, content: Facts) -> dict[str, Any]:
        """这个登录现在能不能用、有哪些授权。"""
        rows = Grant.objects.filter(login_id=content["login"]).order_by("id")
        return {
            "active": Login.objects.filter(pk=content["login"], is_active=True).exists(),
            "grants": [[one.pk, one.role, str(one.valid_from), str(one.valid_to or "")] for one in rows],
        }

    def named(self, content: Facts) -> str:
        """给谁什么、收谁什么。"""
        verb = "收回" if content["do"] == "end" else "授"
        return f"{verb}{content['who']}：{ROLES[content['role']]}（{content['place']}）"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """是谁、角色、范围、起止。"""
        until = until_said(content["until"])
        if content["do"] == "end":
            return [
                Change("办事人", content["who"], content["who"]),
                Change(f"{ROLES[content['role']]}（{content['place']}）", f"有效，{until}", "批准的时候收回，下一次请求就进不来"),
                Change("手上没有结果的审批", unfinished_said(content["login"]), HELD_UP),
            ]  # fmt: skip
        since = f"从{day_said(date.fromisoformat(content['since']))}起（批准在后的，从批准那天起），{until}"
        held = "、".join(dict.fromkeys(ROLES[role] for _, role, _, end in before["grants"] if not end)) or "没有授权"
        return [
            Change("办事人", "", content["who"]),
            Change("角色", f"现在：{held}", f"另加 {ROLES[content['role']]}"),
            Change("管到哪里", "", content["place"]),
            Change("起止", "", since),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪个登录，哪个人。"""
        return [f"login:{content['login']}", f"person:{content['person']}"]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """给，或者收；给了的返回编号。"""
        if content["do"] == "end":
            end_grant(by=by, grant_id=content["grant"], at=at)
            return {"grant": content["grant"]}
        made = give_grant(
            by=by, login_id=content["login"], role=content["role"], scope=content["scope"], at=at,
            employer_id=content["employer"], branch_id=content["branch"],
            valid_from=max(date.fromisoformat(content["since"]), business_date(at)), valid_to=day_of(content["until"]),
        )  # fmt: skip
        return {"grant": made}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """给了的收回；收回的重新给到原来的截止日。没有了的抛 BizError。"""
        if content["do"] == "end":
            return {**content, "do": "give", "since": "", "again": True}
        same = Grant.objects.filter(
            login_id=content["login"], role=content["role"], scope=content["scope"], employer_id=content["employer"],
            branch_id=content["branch"],
        )  # fmt: skip
        found = same.order_by("-id").first()
        if found is None:
            raise refused("grant_not_found", "这项授权已经不在了，", "不用收回。", 404)
        return {"do": "end", "grant": found.pk}


def _giving(asked: Facts, today: date) -> dict[str, Any]:
    login = Login.objects.filter(username=str(asked["username"]).strip()).select_related("person").first()
    if login is None or not login.is_active:
        raise refused("login_not_found", "没有这个用户名的登录，或者已经停用，", "请从登录的清单里照抄用户名。", 404)
    role = str(asked["role"])
    if role not in BY_HAND:
        raise refused("grant_role", "没有这个可授的角色，", "请从角色的清单里选。")
    place = place_of(role, str(asked.get("code", "")).strip())
    since, until = day_of(asked.get("since")) or today, day_of(asked.get("until"))
    if asked.get("again") and role in COUNTER:
        # 收回的照原来的截止日给回去；原来没有截止日的、太长的，给到最长
        until = min(until or date.max, since + timedelta(days=_longest(today)))
    check_days(role, since, until, today)
    grant = Grant(
        login=login, role=role, scope=place.scope, employer_id=place.employer, branch_id=place.branch, valid_from=since,
        valid_to=until,
    )  # fmt: skip
    check_grant(grant)
    _check_new(grant)
    return {
        "do": "give", "login": login.pk, "person": login.person_id, "username": login.username, "who": _who(login),
        "role": role, **place_facts(place), "since": since.isoformat(), "until": until.isoformat() if until else "",
    }  # fmt: skip


def _ending(grant_id: int, today: date) -> dict[str, Any]:
    row = Grant.objects.select_related("login__person", "employer", "branch").filter(pk=grant_id).first()
    if row is None or (row.valid_to is not None and row.valid_to <= today):
        raise refused("grant_not_found", "没有这项授权，或者已经收回、到期，", "请从授权的清单里重新选。", 404)
    if row.role not in BY_HAND:
        raise refused("grant_role", "缴存职工看自己的账户不是授的，收不回，", "要停用的，请停用他的登录。")
    code = row.employer.uscc if row.employer else row.branch.code if row.branch else ""
    place = Place(row.scope, code, grant_label(row), row.employer_id, row.branch_id)
    return {
        "do": "end", "grant": row.pk, "login": row.login_id, "person": row.login.person_id, "username": row.login.username,
        "who": _who(row.login), "role": row.role, **place_facts(place), "until": row.valid_to.isoformat() if row.valid_to else "",
    }  # fmt: skip


def place_facts(place: Place) -> dict[str, Any]:
    """管到哪里，写进审批的内容。"""
    return {
        "scope": place.scope, "code": place.code, "place": place.said, "employer": place.employer, "branch": place.branch,
    }  # fmt: skip


def _who(login: Login) -> str:
    return f"{login.person.name}（{login.username}）"


def check_days(role: str, since: date, until: date | None, today: date) -> None:
    """起始日不在过去；柜面的授权写明到哪天，不超过参数定的天数：人走了、换岗了，忘了收也会到期。"""
    if since < today:
        raise refused("grant_in_the_past", "起始日已经过去，", "请从今天或者以后的日子起。")
    if until is not None and until <= since:
        raise refused("grant_invalid", "截止日不在起始日之后，", "请改好起止日。")
    if role not in COUNTER:
        return
    longest = _longest(today)
    if until is None or until > since + timedelta(days=longest):
        raise refused(
            "grant_too_long", f"柜面的授权要写到哪天止，从起始日起最多 {longest} 天，",
            f"请写 {day_said(since + timedelta(days=longest))} 以前的日子；到期前可以再提一次。",
        )  # fmt: skip


def _longest(today: date) -> int:
    """柜面的授权一次最多几天。"""
    return int(parameters_on([GRANT_LONGEST], on=today)[GRANT_LONGEST])


def _check_new(grant: Grant) -> None:
    same = Grant.objects.filter(  # type: ignore[misc]  # 空就是没有，按 IS NULL 比
        login_id=grant.login_id, role=grant.role, scope=grant.scope, employer_id=grant.employer_id, branch_id=grant.branch_id
    )  # fmt: skip
    for one in same:
        ends = one.valid_to is None or (grant.valid_to is not None and one.valid_to >= grant.valid_to)
        if ends and (one.valid_to is None or one.valid_to > grant.valid_from):
            raise refused(
                "grant_exists", f"他已经有同样的授权，{until_said(one.valid_to.isoformat() if one.valid_to else '')}，",
                "不用再授。", 409,
            )  # fmt: skip


def day_of(text: Any) -> date | None:
    """审批里写的日子；空的没有。"""
    return date.fromisoformat(str(text)) if text else None


def until_said(until: str) -> str:
    """截止日不含当天：写最后有效的一天。"""
    return f"到{day_said(date.fromisoformat(until) - timedelta(days=1))}止" if until else "没有截止日"

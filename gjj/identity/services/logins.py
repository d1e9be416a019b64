"""登录与授权：建登录、停用登录、给和收授权。停用立刻断开旧会话、作废令牌。口令见 passwords.py。"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES, THREE_ADMINS
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.assured import papers_seen
from gjj.identity.closable import CLOSED, OWN, URGENT
from gjj.identity.models import GRANTABLE, Grant, Login, SmsDevice
from gjj.identity.parameters import PASSWORD_FLOOR
from gjj.identity.selectors.grants import grant_label, last_day_said
from gjj.identity.services.passwords import checked_password
from gjj.identity.services.sessions import end_all
from gjj.identity.services.totp_devices import drop_all
from gjj.periods.days import business_date
from gjj.periods.said import day_said


@transaction.atomic
def create_login(
    *, by: Actor, username: str, person_id: int, password: str | None, at: datetime, is_own: bool = False,
    is_verified: bool = True,
) -> int:  # fmt: skip
    """建登录并配短信因子，返回编号；没给口令的先登不进，等设口令。

    is_own：口令是本人自己定的；不是的，本人第一次登录先换成自己的，别的都办不了。
    is_verified：看过证件的，算实名核验过。用户名有人用、这个人已有登录、口令太弱抛 BizError。
    """
    require(by, "identity.manage")
    return make_login(
        by=by, username=username, person_id=person_id, password=password, at=at, is_own=is_own,
        verified=papers_seen(by.name) if is_verified else "",
    )  # fmt: skip


def make_login(
    *, by: Actor, username: str, person_id: int, password: str | None, at: datetime, is_own: bool = False,
    verified: str = "", least: int = PASSWORD_FLOOR,
) -> int:  # fmt: skip
    """建登录；谁能建由调用者先问过，在调用者的事务里。least 是口令至少几位，verified 是实名怎么核验的，没有核验过为空。

    用户名有人用、这个人已有登录、口令太弱抛 BizError。
    """
    if Login.objects.filter(username__iexact=username).exists():
        raise BizError(
            "username_taken", f"用户名 {username} 已经有人用，没有新建。", status=409, fix="请换一个用户名。",
            errors=[{"field": "username", "code": "username_taken", "message": f"用户名 {username} 已经有人用。"}],
        )  # fmt: skip
    if Login.objects.filter(person_id=person_id).exists():
        raise BizError(
            "login_exists",
            "这个人已经有登录，一人一个，没有新建。",
            status=409,
            fix="请用他原来的登录：开单位时写同一个人，会给原来的登录加授权。",
        )
    login = Login(
        username=username, person_id=person_id, created_at=at, password_set_at=at if password else None,
        password_is_initial=password is not None and not is_own, name_verified_at=at if verified else None,
        name_verified_how=verified,
    )  # fmt: skip
    if password is None:
        login.set_unusable_password()
    else:
        login.password = checked_password(password, login, least=least)
    login.save()
    SmsDevice.objects.create(user=login, name="短信验证码")
    record(
        by=by, action="identity.create_login", object_type="login", object_id=login.pk, at=at, summary=f"新建登录 {username}",
        after={"实名核验": verified or "还没有"},
    )  # fmt: skip
    return int(login.pk)


@transaction.atomic
def login_of(
    *, by: Actor, username: str, person_id: int, at: datetime, seen_by: str = ""
) -> tuple[int, str, bool]:  # fmt: skip
    """这个人的登录：编号、用户名、是不是新建的。有登录的就用原来的，一人一个；停用了的、用户名有别人用抛 BizError。谁能办由调用者先问过，seen_by 是谁看的证件，不写就是办的人。"""
    known = Login.objects.filter(person_id=person_id).first()
    if known is None:
        seen = papers_seen(seen_by or by.name)
        made = make_login(by=by, username=username, person_id=person_id, password=None, at=at, verified=seen)
        return made, username, True
    if not known.is_active:
        raise BizError(
            "login_closed", f"这个人原来的登录 {known.username} 已经停用，没有办。", status=409,
            fix="请换一名经办人，或先恢复他的登录。",
        )  # fmt: skip
    return int(known.pk), known.username, False


def locked_login(login_id: int) -> Login:
    """锁住登录；没有的抛 login_not_found（404）。"""
    login = Login.objects.select_for_update().filter(pk=login_id).first()
    if login is None:
        raise BizError("login_not_found", "没有这个登录，没有任何改动。", status=404, fix="请从登录的清单里重新选。")
    return login


def start_afresh(*, login: Login, at: datetime) -> None:
    """核对过的本人接过一个别人替他建的登录：口令、另添的第二样、会话、令牌全部作废，由他凭短信重新设口令；在调用者的事务里。"""
    login.set_unusable_password()
    login.password_is_initial, login.reset_device = False, ""
    login.save(update_fields=("password", "password_is_initial", "reset_device"))
    drop_all(login=login, at=at)
    end_all(login_id=login.pk, because="password_changed", at=at)


@transaction.atomic
def close_login(*, by: Actor, login_id: int, at: datetime) -> None:
    """本人注销了，停用登录：会话和令牌一起失效；已经停用的照样答成。"""
    require(by, "identity.manage")
    shut_login(by=by, login=locked_login(login_id), because=OWN, at=at)


def shut_login(*, by: Actor, login: Login, because: str, at: datetime) -> None:
    """停用登录，写明为什么；谁能停由调用者先问过，登录由调用者锁住。

    已经停用的照样答成；紧急停着、还没有人确认的，本人注销或中心停用了就照后来的，不再自己恢复。
    """
    if not login.is_active and (login.closed_because != URGENT or because == URGENT):
        return
    login.is_active, login.closed_at, login.closed_because = False, at, because
    login.save(update_fields=("is_active", "closed_at", "closed_because"))
    end_all(login_id=login.pk, because="login_closed", at=at)
    record(
        by=by, action="identity.close_login", object_type="login", object_id=login.pk, at=at, summary=f"停用登录 {login}",
        after={"为什么": CLOSED[because]},
    )  # fmt: skip


def reopen_login(*, by: Actor, login: Login, at: datetime) -> None:
    """恢复停用了的登录；谁能恢复由调用者先问过，登录由调用者锁住。在用的照样答成。"""
    if login.is_active:
        return
    because = login.closed_because
    login.is_active, login.closed_at, login.closed_because = True, None, ""
    login.save(update_fields=("is_active", "closed_at", "closed_because"))
    record(
        by=by, action="identity.reopen_login", object_type="login", object_id=login.pk, at=at, summary=f"恢复登录 {login}",
        before={"为什么": CLOSED.get(because, "")},
    )  # fmt: skip


@transaction.atomic
def give_grant(
    *,
    by: Actor,
    login_id: int,
    role: str,
    scope: str,
    at: datetime,
    employer_id: int | None = None,
    branch_id: int | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> int:
    """给一项授权，返回编号；起始日不写就是今天；同样的授权还有效时返回原来那项。

    角色不能授、范围配不上、三员兼任抛 BizError。柜面上给授权走审批（gjj.grants），批准了才到这里。
    """
    require(by, "identity.grant")
    start = valid_from or business_date(at)
    grant = Grant(
        login=locked_login(login_id), role=role, scope=scope, employer_id=employer_id, branch_id=branch_id,
        valid_from=start, valid_to=valid_to,
    )  # fmt: skip
    if write_grant(grant):
        note_given(by, grant, at)
    return int(grant.pk)


def note_given(by: Actor, grant: Grant, at: datetime) -> None:
    """给了一项授权的审计：给谁、管哪里、哪天到哪天。"""
    record(
        by=by, action="identity.give_grant", object_type="grant", object_id=grant.pk, at=at, summary=f"授权 {grant}",
        before={}, after=grant_facts(grant),
    )  # fmt: skip


def grant_facts(grant: Grant) -> dict[str, str]:
    """一项授权写进审计的样子：谁、什么身份、管哪里、从哪天到哪天。"""
    return {
        "给谁": grant.login.username, "身份": ROLES[grant.role], "管哪里": grant_label(grant),
        "从": day_said(grant.valid_from), "到": last_day_said(grant.valid_to),
    }  # fmt: skip


def write_grant(grant: Grant) -> bool:
    """写下一项授权，返回是不是新写的：同样的、没有截止日的还在，就是那一项。谁能给由调用者先问过，登录由调用者锁住。"""
    check_grant(grant)
    if grant.valid_to is None:
        same = Grant.objects.filter(  # type: ignore[misc]  # 空就是没有，按 IS NULL 比
            login_id=grant.login_id,
            role=grant.role,
            scope=grant.scope,
            employer_id=grant.employer_id,
            branch_id=grant.branch_id,
            valid_to=None,
        ).first()
        if same is not None:
            grant.pk = same.pk
            return False
    grant.save()
    return True


def check_grant(grant: Grant) -> None:
    """这项授权给不给得：角色和范围配得上，三员不兼任；不行抛 BizError（grant_invalid、roles_apart）。"""
    _check_fits(grant)
    _check_apart(grant)


def _check_fits(grant: Grant) -> None:
    try:
        grant.clean_fields(exclude=("login",))
        grant.validate_constraints(exclude=("login",))
    except ValidationError as error:
        if grant.role not in GRANTABLE:
            reason = "没有这个可授的角色"
        elif grant.valid_to is not None and grant.valid_to < grant.valid_from:
            reason = "截止日早于起始日"
        else:
            reason = "单位的人管一个单位，职工管本人，中心的人管一个网点或全中心"
        raise BizError(
            "grant_invalid", f"授权没有给：{reason}。", fix="请照说明改好角色、范围和起止日再授。"
        ) from error


def _check_apart(grant: Grant) -> None:
    """三员分立：系统、安全、审计三种管理员，一个人在任何一天只当得一种。"""
    if grant.role not in THREE_ADMINS:
        return
    until = Q() if grant.valid_to is None else Q(valid_from__lt=grant.valid_to)
    others = Grant.objects.filter(until, login_id=grant.login_id, role__in=THREE_ADMINS - {grant.role})
    held = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=grant.valid_from)).first()
    if held is not None:
        raise BizError(
            "roles_apart",
            f"系统、安全、审计三种管理员不能由一个人兼任，他已经是{ROLES[held.role]}，{ROLES[grant.role]}的授权没有给。",
            status=409,
            fix="请授给另一个人，或先收回他原来的授权。",
        )


@transaction.atomic
def end_grant(*, by: Actor, grant_id: int, at: datetime) -> None:
    """收回授权：从今天起无效，下一次请求就进不来；已经收回的照样答成。"""
    require(by, "identity.grant")
    today = business_date(at)
    grant = Grant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None:
        raise BizError("grant_not_found", "没有这项授权，没有任何改动。", status=404, fix="请从授权的清单里重新选。")
    if grant.valid_to is not None and grant.valid_to <= today:
        return
    before = grant_facts(grant)
    grant.valid_to = max(today, grant.valid_from)
    grant.save(update_fields=("valid_to",))
    record(
        by=by, action="identity.end_grant", object_type="grant", object_id=grant_id, at=at, summary=f"收回授权 {grant}",
        before=before, after={"收回": day_said(grant.valid_to)},
    )  # fmt: skip

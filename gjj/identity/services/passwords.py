"""口令：照规矩核对、换、重设。换了以后全部会话、令牌作废，告诉本人；用过的口令只留加盐的散列。"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.messages import PASSWORD_CHANGED
from gjj.identity.models import Login, SignInCode, UsedPassword
from gjj.identity.parameters import PASSWORD_FLOOR, PASSWORD_LEAST, PASSWORD_NOT_LAST, PASSWORD_NOTICE
from gjj.identity.passwords import own_words, problems
from gjj.identity.ports import parameters_on, person_teller
from gjj.identity.selectors.factors import has_totp, sms_beside_totp
from gjj.identity.services import attempts, budget, codes, totp
from gjj.identity.services.sessions import end_all
from gjj.identity.services.weak_passwords import COMMON, is_in_lists, too_weak
from gjj.periods.days import SHANGHAI, business_date
from gjj.work.services import enqueue

OWN_CHANGE = "identity.change_password"
OWN_CHOICE = "identity.choose_password"
RESET_ANSWERED_ALIKE = (
    "code_wrong", "code_expired", "code_used_up", "totp_wrong", "totp_reused", "too_many_attempts",
)  # fmt: skip


def password_rules(at: datetime) -> Mapping[str, int]:
    """那一天的规矩：至少几位（不会少于 12）、不能是最近几个、用满几天提醒。"""
    rules = parameters_on((PASSWORD_LEAST, PASSWORD_NOT_LAST, PASSWORD_NOTICE), on=business_date(at))
    return {**rules, PASSWORD_LEAST: max(rules[PASSWORD_LEAST], PASSWORD_FLOOR)}


def checked_password(password: str, login: Login, *, least: int = PASSWORD_FLOOR, not_last: int = 0) -> str:
    """合规矩的口令的散列；不合的抛 password_weak，每一条都说。"""
    found = problems(password, least=least, own=_words(login), is_used=_is_used(password, login, not_last))
    found += [COMMON] if COMMON not in found and is_in_lists(password) else []
    if found:
        raise too_weak(found)
    return make_password(password)


def notice_common(login: Login, password: str) -> None:
    """登录时口令对了：太常见的记下，进门以后先换一个；同一刻已经换了的不记。"""
    if not login.password_is_common and is_in_lists(password):
        Login.objects.filter(pk=login.pk, password=login.password).update(password_is_common=True)


def words_of(login_id: int) -> list[str]:
    """一个登录的本人的资料里不能出现在口令里的。"""
    return _words(Login.objects.select_related("person").get(pk=login_id))


def _words(login: Login) -> list[str]:
    person = login.person
    return own_words(
        username=login.username, pinyin=person.name_pinyin, mobile=str(person.mobile or ""), id_no=str(person.id_no)
    )


@transaction.atomic
def plant_demo_password(*, by: Actor, login_id: int, password: str, at: datetime) -> None:
    """演示登录的口令：写在演示文档里、人人知道的那一个，不照口令的规矩；不是演示环境的抛 BizError，什么也不设。"""
    require(by, "identity.manage")
    if not settings.GJJ_DEMO:
        raise BizError("not_a_demo", "这里不是演示环境，没有设口令。", fix="请由本人用「忘记口令」自己设。")
    Login.objects.filter(pk=login_id).update(
        password=make_password(password), password_set_at=at, password_is_initial=False
    )
    record(
        by=by,
        action="identity.set_password",
        object_type="login",
        object_id=login_id,
        at=at,
        summary="设演示登录的口令",
    )


def _is_used(password: str, login: Login, not_last: int) -> bool:
    """是不是最近用过的（含现在的）。"""
    if not_last <= 0 or login.pk is None:
        return False
    kept = UsedPassword.objects.filter(login=login).order_by("-id").values_list("password", flat=True)[:not_last]
    return any(check_password(password, one) for one in dict.fromkeys((login.password, *kept)))


@transaction.atomic
def set_password(*, by: Actor, login_id: int, password: str, at: datetime) -> None:
    """换口令：本人或系统管理员。全部会话、令牌作废，告诉本人；不合规矩的抛 password_weak。

    别人替他设的，本人下次登录先换成自己的；换成自己的，不能还是别人设的那一个。
    """
    if by.login_id != login_id:
        require(by, "identity.manage")
    rows = Login.objects.select_for_update(of=("self",)).select_related("person")
    login = rows.filter(pk=login_id).first()
    if login is None:
        raise BizError("login_not_found", "没有这个登录，没有任何改动。", status=404, fix="请从登录的清单里重新选。")
    rules = password_rules(at)
    not_last = max(rules[PASSWORD_NOT_LAST], int(bool(login.must_choose_password)))
    fresh = checked_password(password, login, least=rules[PASSWORD_LEAST], not_last=not_last)
    if not UsedPassword.objects.filter(login=login).exists() and login.has_usable_password():
        UsedPassword.objects.create(
            login=login, password=login.password, set_at=login.password_set_at or login.created_at
        )
    login.password, login.password_set_at, login.password_is_initial = fresh, at, by.login_id != login_id
    login.password_is_common = False
    login.save(update_fields=("password", "password_set_at", "password_is_initial", "password_is_common"))
    UsedPassword.objects.create(login=login, password=fresh, set_at=at)
    end_all(login_id=login_id, because="password_changed", at=at)
    person_teller()(
        fact=f"password:{login_id}:{at.isoformat()}", template=PASSWORD_CHANGED, person_id=login.person_id,
        variables={"at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}, at=at,
    )  # fmt: skip
    record(
        by=by, action="identity.set_password", object_type="login", object_id=login_id, at=at, summary=f"换口令 {login}"
    )


@transaction.atomic
def choose_password(*, by: Actor, new: str, at: datetime) -> None:
    """口令是别人设的、太常见的：刚凭它和短信码进了门的本人换一个。不用换的抛 password_is_own（409），不合规矩的抛 password_weak。"""
    require(by, OWN_CHOICE)
    login = Login.objects.select_for_update().filter(pk=by.login_id or 0).first()
    if login is None or not login.must_choose_password:
        raise BizError(
            "password_is_own", "您的口令已经是自己设的，没有换。", status=409, money="没有任何款项变动。",
            fix="还要换的，到「登录与口令」里更改。",
        )  # fmt: skip
    set_password(by=by, login_id=by.login_id or 0, password=new, at=at)


def ask_change_code(*, by: Actor, session_key: str, device_hash: str, at: datetime) -> codes.SignInTicket:
    """本人要换口令：发一条验证码。"""
    require(by, OWN_CHANGE)
    login = Login.objects.select_related("person").get(pk=by.login_id or 0)
    return codes.send(
        purpose=codes.CHANGE, login=login, ip=by.ip, session_hash=codes.session_hash(session_key), at=at,
        device_hash=device_hash,
    )  # fmt: skip


def change_password(
    *, by: Actor, old: str, new: str, ticket: codes.SignInTicket | None, code: str, session_key: str, at: datetime
) -> None:
    """本人换口令：旧口令、验证码（没有取短信码的是动态口令）都对，新口令合规矩才换；换了以后这一台也要重新登录。

    哪样不对抛 BizError，什么也不变。
    """
    require(by, OWN_CHANGE)
    attempt = attempts.take_old_password(by.username, by.ip, at)
    login = Login.objects.get(pk=by.login_id or 0)
    if not check_password(old, login.password):
        record(
            by=by, action="identity.set_password", object_type="login", object_id=login.pk, at=at,
            summary="旧口令没对上", result="refused",
        )  # fmt: skip
        raise BizError(
            "old_password_wrong", "现在的口令不对，口令没有换。",
            fix="请重填现在的口令；想不起来的，退出以后用「忘记口令」重设。",
        )  # fmt: skip
    attempts.give_back_attempt(attempt)

    def change(owner: Login) -> None:
        set_password(by=by, login_id=owner.pk, password=new, at=at)

    if ticket is None:
        totp.spend(purpose=codes.CHANGE, login_id=login.pk, code=code, ip=by.ip, at=at, then=change)
        return
    codes.spend(
        purpose=codes.CHANGE, code_id=ticket.code_id, code=code, session_key=session_key, ip=by.ip, at=at, then=change
    )


@transaction.atomic
def ask_reset_code(*, username: str, ip: str, session_key: str, device_hash: str, at: datetime) -> None:
    """忘记口令：记下要发一条验证码，由后台去发。用户名存在与否，做的事、答的话、花的时间都一样。"""
    attempts.take_reset(username, ip, at, device_hash)
    asked = codes.session_hash(session_key)
    enqueue(
        "identity.send_reset_code", key=f"{asked}:{at.isoformat()}", at=at, secret={"username": username}, ip=ip,
        device_hash=device_hash, session_hash=asked, asked_at=at.isoformat(),
    )  # fmt: skip


def send_reset_code(
    *, username: str, ip: str, device_hash: str, session_hash: str, at: datetime, asked_at: str = ""
) -> None:
    """发重设口令的验证码；没有这个登录、停用、没有手机号、预算用完，都不发，也不说。

    asked_at：几时要的；那以后已经给这个会话发过的不再发，断在发完、还没记下的那一刻，再来也只收到一条。
    """
    login = Login.objects.select_related("person").filter(username=username, is_active=True).first()
    if login is None or not login.person.mobile:
        return
    try:
        with transaction.atomic():
            budget.lock_code_budget(str(login.person.mobile_index), ip)
            if asked_at and _reset_codes(session_hash).filter(login=login, created_at__gte=asked_at).exists():
                return
            codes.send(
                purpose=codes.RESET,
                login=login,
                ip=ip,
                session_hash=session_hash,
                at=at,
                device_hash=device_hash,
                digest=_reset_of(username),
            )
    except BizError as error:
        if error.code != "too_many_codes":
            raise


def _reset_of(username: str) -> str:
    """码确认的：重设哪个用户名的口令。"""
    return codes.confirms("reset_password", username)


def _reset_codes(session_hash: str) -> QuerySet[SignInCode]:
    """一个会话要过的重设口令的验证码。"""
    return SignInCode.objects.filter(purpose=codes.RESET.code, session_hash=session_hash)


def reset_password(
    *, username: str, code: str, new: str, session_key: str, ip: str, at: datetime, device_hash: str = "",
    by_totp: bool = False,
) -> bool:  # fmt: skip
    """凭短信码重设口令，返回原来是不是没有口令（新的登录头一次设），替本人解开各处停着的口令尝试，这台设备算他用过的；by_totp 的凭动态口令或备用码。给一个用户名发的码，重设不了另一个的。

    各种不对答成一样：看不出用户名存不存在、有没有动态口令。
    """

    was_set = True

    def reset(owner: Login) -> None:
        nonlocal was_set
        was_set = owner.has_usable_password()
        set_password(by=codes.as_actor(owner, ip), login_id=owner.pk, password=new, at=at)
        attempts.lift(owner, device_hash)

    try:
        if by_totp:
            totp.spend_at_open_door(
                purpose=codes.RESET, username=username, code=code, ip=ip, at=at, device_hash=device_hash, then=reset
            )
        else:
            _reset_by_sms(username, code, session_key, ip, at, reset)
    except BizError as error:
        if error.code not in RESET_ANSWERED_ALIKE:
            raise
        raise _reset_refused() from None
    return not was_set


def _reset_refused() -> BizError:
    """各种不对同一句话。"""
    return BizError(
        "reset_refused", "验证码不对、过期，或者试的次数太多，口令没有换。",
        fix="请照最近一条短信（或验证器现在显示的）重填，或重新取一条；收不到的，请核对用户名，或带身份证件到柜面。",
    )  # fmt: skip


def _reset_by_sms(
    username: str, code: str, session_key: str, ip: str, at: datetime, reset: Callable[[Login], None]
) -> None:
    asked = _reset_codes(codes.session_hash(session_key))
    latest = asked.order_by("-id").values_list("pk", flat=True).first()

    def check_then_reset(owner: Login) -> None:
        if has_totp(owner.pk) and not sms_beside_totp(at):  # 中心不让改用短信：只认动态口令
            raise _reset_refused()
        reset(owner)

    codes.spend(
        purpose=codes.RESET, code_id=latest or 0, code=code, session_key=session_key, ip=ip, at=at,
        then=check_then_reset, digest=_reset_of(username),
    )  # fmt: skip


def age_notice(login: Login, at: datetime) -> str:
    """口令用得久了的提醒；不用提醒为空。只提醒，不锁。"""
    most = password_rules(at)[PASSWORD_NOTICE]
    days = (at - (login.password_set_at or login.created_at)).days
    return f"您的口令用了 {days} 天，建议换一个：在「登录与口令」里更改。" if 0 < most <= days else ""

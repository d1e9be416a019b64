"""注销网上账户：本人凭短信码申请，冷静期里随时撤销，到期由系统停用登录（那时又替单位、替中心办着事的不停）。公积金账户、缴存、账一概不动。"""

from datetime import datetime, timedelta

from django.db import transaction

from gjj.actors.actor import Actor, system_actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.models import Grant, Login
from gjj.identity.ports import person_teller
from gjj.identity.selectors.grants import grants_of
from gjj.identity.services import codes
from gjj.identity.services.logins import close_login
from gjj.own.messages import CLOSING_ASKED, CLOSING_CODE, CLOSING_KEPT, CLOSING_UNDONE
from gjj.own.models import LoginClosing
from gjj.own.parameters import CLOSING_DAYS
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI, business_date

CLOSE = codes.Purpose("close_login", CLOSING_CODE, "own.close", "没有申请注销", "重新取一条验证码")
MONEY = "公积金账户和里面的钱没有变动。"


def ask_closing_code(*, by: Actor, session_key: str, device_hash: str, at: datetime) -> codes.SignInTicket:
    """要申请注销：发一条验证码。另有单位、柜面身份的抛 closing_has_duties（409）。"""
    require(by, "own.close")
    login = Login.objects.select_related("person").get(pk=by.login_id or 0)
    _check_no_duties(login, at)
    return codes.send(
        purpose=CLOSE,
        login=login,
        ip=by.ip,
        session_hash=codes.session_hash(session_key),
        at=at,
        device_hash=device_hash,
        digest=_content(login, at),
    )


def ask_closing(*, by: Actor, ticket: codes.SignInTicket, code: str, session_key: str, at: datetime) -> LoginClosing:
    """凭短信码申请注销，返回这一件；冷静期照那一天的参数。已经申请了的、另有身份的、码不对的抛 BizError，什么也不变。"""
    require(by, "own.close")

    def ask(owner: Login) -> LoginClosing:
        locked = Login.objects.select_for_update().get(pk=owner.pk)
        _check_no_duties(locked, at)
        if LoginClosing.objects.filter(login=locked, undone_at=None, done_at=None).exists():
            raise BizError(
                "closing_asked_already", "您已经申请了注销，没有再申请一次。", status=409, money=MONEY,
                fix="到期自动注销；改了主意请点「撤销注销」。",
            )  # fmt: skip
        due = at + timedelta(days=parameters.value(CLOSING_DAYS, on=business_date(at)))
        made = LoginClosing.objects.create(login=locked, asked_at=at, due_at=due)
        _note(by, made, at, "申请注销网上账户")
        person_teller()(
            fact=f"closing:{made.pk}", template=CLOSING_ASKED, person_id=owner.person_id,
            variables={"due": f"{due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}, at=at,
        )  # fmt: skip
        return made

    return codes.spend(
        purpose=CLOSE, code_id=ticket.code_id, code=code, session_key=session_key, ip=by.ip, at=at, then=ask,
        digest=_content(Login.objects.get(pk=by.login_id or 0), at),
    )  # fmt: skip


def _content(login: Login, at: datetime) -> str:
    """码确认的：注销谁，几天以后。"""
    return codes.confirms("close_login", login.pk, parameters.value(CLOSING_DAYS, on=business_date(at)))


@transaction.atomic
def undo_closing(*, by: Actor, at: datetime) -> None:
    """撤销注销；没有在等生效的抛 closing_not_found（404）。"""
    require(by, "own.close")
    row = _open(by.login_id or 0)
    if row is None:
        raise BizError(
            "closing_not_found", "没有在等生效的注销，没有任何改动。", status=404, money=MONEY, fix="照常使用就行。"
        )
    row.undone_at = at
    row.save(update_fields=("undone_at",))
    _note(by, row, at, "撤销注销网上账户")
    person_teller()(
        fact=f"closing_undone:{row.pk}", template=CLOSING_UNDONE, person_id=row.login.person_id, variables={}, at=at
    )


def close_due(at: datetime) -> int:
    """到期的注销：停用登录，会话、令牌作废；返回停用了几个，跑多少遍都一样。期内又有了单位、柜面身份的不停用，撤销并告诉本人。"""
    due = LoginClosing.objects.filter(undone_at=None, done_at=None, due_at__lte=at).values_list("login_id", flat=True)
    return sum(_close_one(login_id, at) for login_id in list(due))


@transaction.atomic
def _close_one(login_id: int, at: datetime) -> bool:
    row = _open(login_id)
    if row is None or row.due_at > at:  # 刚撤销的
        return False
    duty = _duty(row.login, at)
    if duty is not None:
        _keep(row, duty, at)
        return False
    row.done_at = at
    row.save(update_fields=("done_at",))
    close_login(by=system_actor(), login_id=login_id, at=at)
    record(
        by=system_actor(), action="own.closing_done", object_type="login", object_id=login_id, at=at,
        summary="冷静期满，网上账户注销",
    )  # fmt: skip
    return True


def _keep(row: LoginClosing, duty: Grant, at: datetime) -> None:
    """冷静期里又替单位、替中心办事了：到期不停用，这一件撤销，告诉本人。"""
    row.undone_at = at
    row.save(update_fields=("undone_at",))
    role = str(duty.get_role_display())
    _note(system_actor(), row, at, f"到期没有注销：还有「{role}」的身份")
    person_teller()(
        fact=f"closing_kept:{row.pk}", template=CLOSING_KEPT, person_id=row.login.person_id, variables={"role": role},
        at=at,
    )  # fmt: skip


def _open(login_id: int) -> LoginClosing | None:
    """锁住登录，再看没有下文的那一件：撤销和到期只有一个办得成。"""
    Login.objects.select_for_update().filter(pk=login_id).first()
    rows = LoginClosing.objects.select_for_update(of=("self",)).select_related("login")
    return rows.filter(login_id=login_id, undone_at=None, done_at=None).first()


def _duty(login: Login, at: datetime) -> Grant | None:
    """他替单位、替中心办着事的一个身份；没有为空。"""
    return next((one for one in grants_of(login, business_date(at)) if one.role != "person"), None)


def _check_no_duties(login: Login, at: datetime) -> None:
    """还替单位、替中心办着事的，先交接。"""
    duty = _duty(login, at)
    if duty is not None:
        raise BizError(
            "closing_has_duties", f"您还有「{duty.get_role_display()}」的身份，没有申请注销。", status=409, money=MONEY,
            fix="请先由单位管理员或中心收回这个身份、交接手上的事，再来注销。",
        )  # fmt: skip


def _note(by: Actor, row: LoginClosing, at: datetime, summary: str) -> None:
    record(by=by, action="own.close", object_type="login", object_id=row.login_id, at=at, summary=summary)

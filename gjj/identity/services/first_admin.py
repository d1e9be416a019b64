"""首位系统管理员、首位安全管理员：命令打印一次性链接，拿链接的人填自己是谁、设口令；人和登录到那时才建。"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction

from gjj.actors.actor import system_actor
from gjj.actors.roles import ROLES
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.identity.models import FirstAdminLink, Grant
from gjj.identity.services.logins import create_login, give_grant
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.idnumbers import id_card
from gjj.idnumbers import mobile as mobiles

LINK_LIVES = timedelta(hours=24)
USERNAMES = {"system_admin": "admin", "security_admin": "security"}
"""给哪两位：系统管理员提授权，安全管理员批，两位都在授权才给得出去；各用什么用户名。"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('first-admin', 0))"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _one_at_a_time() -> None:
    """同时来的排队，后一个看得到前一个。"""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def _check_none_yet(role: str) -> None:
    if Grant.objects.filter(role=role).exists():
        raise BizError(
            "admin_exists", f"已经有{ROLES[role]}，不再给首次设口令的链接。", status=409,
            fix="请由现有的系统管理员提出授权，安全管理员批准。",
        )  # fmt: skip


@transaction.atomic
def start_first_admin(*, at: datetime, role: str = "system_admin") -> str:
    """给一次性链接的口令牌，24 小时内有效，以前没用的同一种链接作废；已经有这种管理员抛 BizError。"""
    _one_at_a_time()
    _check_none_yet(role)
    FirstAdminLink.objects.filter(role=role, used_at=None, expires_at__gt=at).update(expires_at=at)
    token = secrets.token_urlsafe(32)
    FirstAdminLink.objects.create(token_hash=_hash(token), role=role, expires_at=at + LINK_LIVES)
    return token


def link_is_open(token: str, at: datetime) -> bool:
    """链接还能不能用。"""
    return role_of_link(token, at) is not None


def role_of_link(token: str, at: datetime) -> str | None:
    """这个链接给哪一种管理员；用不了的为空。"""
    rows = FirstAdminLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=at)
    return rows.values_list("role", flat=True).first()


def link_closed() -> BizError:
    """链接不能用时的答复。"""
    return BizError(
        "link_closed",
        "这个链接不对、已经用过或者过期，没有设置口令。",
        status=409,
        fix="请运行 manage.py create_first_admin 取一个新的。",
    )


@transaction.atomic
def finish_first_admin(*, token: str, name: str, id_no: str, mobile: str, password: str, at: datetime) -> str:
    """凭链接登记本人、建登录、设口令，链接作废，返回用户名。

    链接不对、过期、用过，号码不合规，口令太弱抛 BizError；登录要收短信码，所以手机号必填。
    """
    _one_at_a_time()
    link = FirstAdminLink.objects.select_for_update().filter(token_hash=_hash(token)).first()
    if link is None or link.used_at or link.expires_at <= at:
        raise link_closed()
    _check_none_yet(link.role)
    _check_numbers(id_no, mobile)
    by = system_actor()
    people = register_persons(by=by, drafts=[PersonDraft(name, id_no, mobile)], at=at)
    username = USERNAMES[link.role]
    person = next(iter(people.values()))
    login_id = create_login(by=by, username=username, person_id=person, password=password, at=at, is_own=True)
    give_grant(by=by, login_id=login_id, role=link.role, scope="all", at=at)
    link.used_at, link.login_id = at, login_id
    link.save(update_fields=("used_at", "login"))
    record(
        by=by,
        action="identity.first_admin",
        object_type="login",
        object_id=login_id,
        at=at,
        summary=f"首位{ROLES[link.role]}设口令",
    )
    return username


def _check_numbers(id_no: str, mobile: str) -> None:
    found = (("id_no", "证件号码", id_card.problem(id_no)), ("mobile", "手机号", mobiles.problem(mobile)))
    errors = [
        {"field": field, "code": f"{field}_invalid", "message": f"{title}不对：{problem}。"}
        for field, title, problem in found
        if problem
    ]
    if errors:
        raise BizError(
            "first_admin_invalid", "".join(one["message"] for one in errors) + "没有设置口令。", errors=errors,
            fix="请照身份证件和本人的手机号改好，再提交一次。",
        )  # fmt: skip

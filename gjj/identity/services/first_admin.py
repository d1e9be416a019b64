"""首位系统管理员：命令打印一次性链接，拿链接的人填自己是谁、设口令；人和登录到那时才建。"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction

from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.identity.models import FirstAdminLink, Grant
from gjj.identity.services.logins import create_login, give_grant
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.idnumbers import id_card
from gjj.idnumbers import mobile as mobiles

LINK_LIVES = timedelta(hours=24)
USERNAME = "admin"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('first-admin', 0))"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _one_at_a_time() -> None:
    """同时来的排队，后一个看得到前一个。"""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def _check_none_yet() -> None:
    if Grant.objects.filter(role="system_admin").exists():
        raise BizError(
            "admin_exists",
            "已经有系统管理员，不再给首次设口令的链接。",
            status=409,
            fix="请由现有的系统管理员新建登录。",
        )


@transaction.atomic
def start_first_admin(*, at: datetime) -> str:
    """给一次性链接的口令牌，24 小时内有效，以前没用的链接作废；已经有系统管理员抛 BizError。"""
    _one_at_a_time()
    _check_none_yet()
    FirstAdminLink.objects.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
    token = secrets.token_urlsafe(32)
    FirstAdminLink.objects.create(token_hash=_hash(token), expires_at=at + LINK_LIVES)
    return token


def link_is_open(token: str, at: datetime) -> bool:
    """链接还能不能用。"""
    return FirstAdminLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=at).exists()


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
    _check_none_yet()
    _check_numbers(id_no, mobile)
    by = system_actor()
    people = register_persons(by=by, drafts=[PersonDraft(name, id_no, mobile)], at=at)
    login_id = create_login(by=by, username=USERNAME, person_id=next(iter(people.values())), password=password, at=at)
    give_grant(by=by, login_id=login_id, role="system_admin", scope="all", at=at)
    link.used_at, link.login_id = at, login_id
    link.save(update_fields=("used_at", "login"))
    record(
        by=by,
        action="identity.first_admin",
        object_type="login",
        object_id=login_id,
        at=at,
        summary="首位系统管理员设口令",
    )
    return USERNAME


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

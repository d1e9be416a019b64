"""首位系统管理员：命令打印一次性链接，凭链接设口令。"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.identity.models import FirstAdminLink, Login
from gjj.identity.services.register import PersonDraft, checked_password, create_login, give_grant, register_persons

LINK_LIVES = timedelta(hours=24)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def start_first_admin(*, name: str, id_no: str, mobile: str, at: datetime) -> str:
    """登记首位系统管理员并给一次性链接的口令牌；已经有系统管理员抛 BizError。"""
    by = system_actor()
    if Login.objects.filter(grants__role="system_admin").exclude(password__startswith="!").exists():
        raise BizError("admin_exists", "已经有系统管理员，不再给首次设口令的链接。", status=409)
    login = Login.objects.filter(username="admin").first()
    if login is None:
        people = register_persons(by=by, drafts=[PersonDraft(name, id_no, mobile)], at=at)
        login_id = create_login(by=by, username="admin", person_id=next(iter(people.values())), password=None, at=at)
        give_grant(by=by, login_id=login_id, role="system_admin", scope="all", at=at)
    else:
        login_id = login.pk
    token = secrets.token_urlsafe(32)
    FirstAdminLink.objects.create(login_id=login_id, token_hash=_hash(token), expires_at=at + LINK_LIVES)
    return token


def link_is_open(token: str, at: datetime) -> bool:
    """链接还能不能用。"""
    return FirstAdminLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=at).exists()


@transaction.atomic
def finish_first_admin(*, token: str, password: str, at: datetime) -> None:
    """凭链接设口令，链接作废；链接不对、过期、用过抛 BizError。"""
    link = FirstAdminLink.objects.select_for_update().filter(token_hash=_hash(token)).first()
    if link is None or link.used_at or link.expires_at <= at:
        raise BizError("link_closed", "这个链接不对、已经用过或者过期，没有设置口令。", status=409, fix="请运行 manage.py create_first_admin 取一个新的。")
    login = link.login
    login.password = checked_password(password, login)
    login.save(update_fields=("password",))
    link.used_at = at
    link.save(update_fields=("used_at",))
    record(by=system_actor(), action="identity.first_admin", object_type="login", object_id=login.pk, at=at, summary="首位系统管理员设口令")

"""同意用户协议：注册时同意一次；换了版本，登录时请本人重新同意，不同意的进不了大厅。"""

from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.identity.models import Login
from gjj.identity.terms import DIGEST, TERMS


def is_due(login: Login) -> bool:
    """还没有同意现在这一版。"""
    return bool(login.terms_version != TERMS)


def check_terms(version: str) -> None:
    """同意的是不是现在这一版；没有同意抛 terms_not_agreed，看的是旧的抛 terms_changed。"""
    if not version:
        raise BizError(
            "terms_not_agreed", "没有同意用户协议和个人信息的用法，没有任何改动。",
            fix="请读过以后勾选同意；不同意的，可以带身份证件到柜面办理。",
        )  # fmt: skip
    if version != TERMS:
        raise BizError(
            "terms_changed", "用户协议刚换了新的一版，没有任何改动。", status=409, fix="请读过新的一版，再勾选同意。"
        )


@transaction.atomic
def agree(*, by: Actor, login_id: int, version: str, at: datetime) -> None:
    """记下本人同意了现在这一版；同意过的照样答成。没有同意、看的是旧的抛 BizError。"""
    check_terms(version)
    if Login.objects.filter(pk=login_id).exclude(terms_version=TERMS).update(terms_version=TERMS, terms_agreed_at=at):
        record(
            by=by, action="identity.agree_terms", object_type="login", object_id=login_id, at=at,
            summary=f"同意用户协议 {TERMS} 版", after={"版本": TERMS, "文本的摘要": DIGEST},
        )  # fmt: skip

"""登录：口令对了发短信码，码对了进门。两步都有次数预算，答复不透露用户名存在与否。"""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.identity.models import Login
from gjj.identity.services import attempts, codes
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.passwords import notice_common


def _refused() -> BizError:
    return BizError(
        "sign_in_refused",
        "用户名或口令不对，没有登录。",
        status=422,
        fix="请核对后重填；忘记口令请点「忘记口令」用短信重设，收不到短信的带身份证件到柜面。",
    )


def start_sign_in(
    *, username: str, password: str, ip: str, session_key: str, at: datetime, device_hash: str = ""
) -> SignInTicket:
    """第一步：核对口令，发 6 位短信码。不对、次数太多、没有手机号抛 BizError。"""
    attempt = attempts.take_attempt(username, ip, at, device_hash)
    login = Login.objects.select_related("person").filter(username=username, is_active=True).first()
    if login is None or not login.has_usable_password():
        make_password(password)  # 用户名不存在时也花同样的时间
        _note_refusal(None, ip, at)
        raise _refused()
    if not check_password(password, login.password):
        _note_refusal(login, ip, at)
        raise _refused()
    attempts.give_back_attempt(attempt)
    notice_common(login, password)
    return codes.send(
        purpose=codes.SIGN_IN, login=login, ip=ip, session_hash=codes.session_hash(session_key), at=at,
        device_hash=device_hash,
    )  # fmt: skip


def _note_refusal(login: Login | None, ip: str, at: datetime) -> None:
    """口令没对上也留痕；用户名不存在时不记填了什么。"""
    who = Actor(login.pk if login else None, login.username if login else "", None, "未登录", "", "self", ip=ip)
    record(
        by=who, action="identity.sign_in", object_type="login", object_id=login.pk if login else "",
        at=at, summary="口令没对上", result="refused",
    )  # fmt: skip


def finish_sign_in(*, ticket: SignInTicket, code: str, session_key: str, ip: str, at: datetime) -> Login:
    """第二步：核对短信码，用掉它，返回登录。不对、过期、用过、试太多次抛 BizError。"""

    def welcome(login: Login) -> Login:
        Login.objects.filter(pk=login.pk).update(last_login=at)
        record(
            by=codes.as_actor(login, ip), action="identity.sign_in", object_type="login", object_id=login.pk, at=at,
            summary="登录",
        )  # fmt: skip
        return login

    return codes.spend(
        purpose=codes.SIGN_IN, code_id=ticket.code_id, code=code, session_key=session_key, ip=ip, at=at, then=welcome
    )

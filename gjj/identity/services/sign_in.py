"""登录：口令对了发短信码，码对了进门。两步都有次数预算，答复不透露用户名存在与否。"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.box import hmac_hex
from gjj.crypto.masking import mask_mobile
from gjj.declarations.errors import BizError
from gjj.identity.models import Login, SignInCode, SignInFailure
from gjj.work.services import enqueue

PURPOSE = "sign_in"
CODE_LIVES = timedelta(minutes=5)
WINDOW = timedelta(minutes=10)
TRIES_PER_CODE = 5
CODES_PER_NUMBER = 8
CODES_PER_IP = 120
FAILURES = 10


@dataclass(frozen=True)
class SignInTicket:
    """口令已对、等短信码：码的编号、发到哪个号码（遮掩过）、几时失效。"""

    code_id: int
    masked_mobile: str
    expires_at: datetime

    def as_session(self) -> dict[str, object]:
        """放进会话的写法。"""
        return {"code_id": self.code_id, "masked_mobile": self.masked_mobile, "expires_at": self.expires_at.isoformat()}

    @classmethod
    def from_session(cls, kept: dict[str, object]) -> "SignInTicket":
        """从会话里取回。"""
        code_id, mobile, expires = kept["code_id"], kept["masked_mobile"], kept["expires_at"]
        return cls(int(str(code_id)), str(mobile), datetime.fromisoformat(str(expires)))


def _refused() -> BizError:
    return BizError(
        "sign_in_refused",
        "用户名或口令不对，没有登录。",
        status=422,
        fix="请核对后重填；忘记口令请带身份证件到柜面，或拨打 12329。",
    )


def _username_hash(username: str) -> str:
    return hmac_hex("username", username, key="code")


def _check_failures(username: str, ip: str, at: datetime) -> None:
    recent = SignInFailure.objects.filter(username_hash=_username_hash(username), ip=ip, at__gt=at - WINDOW).count()
    if recent >= FAILURES:
        raise BizError(
            "too_many_attempts",
            "这里连续输错口令的次数太多，先停 10 分钟；账户没有被锁，在别处仍可登录。",
            status=429,
            extra={"retry_after": int(WINDOW.total_seconds())},
        )


def _check_budget(mobile_index: str, ip: str, at: datetime) -> None:
    recent = SignInCode.objects.filter(created_at__gt=at - WINDOW)
    if recent.filter(mobile_index=mobile_index).count() >= CODES_PER_NUMBER or recent.filter(ip=ip).count() >= CODES_PER_IP:
        raise BizError(
            "too_many_codes",
            "10 分钟内发出的验证码太多，没有再发。请用最近一条，或 10 分钟后再试。",
            status=429,
            extra={"retry_after": int(WINDOW.total_seconds())},
        )


def start_sign_in(*, username: str, password: str, ip: str, session_key: str, at: datetime) -> SignInTicket:
    """第一步：核对口令，发 6 位短信码。不对、次数太多、没有手机号抛 BizError。"""
    _check_failures(username, ip, at)
    login = Login.objects.select_related("person").filter(username=username, is_active=True).first()
    if login is None or not login.has_usable_password():
        make_password(password)  # 用户名不存在时也花同样的时间
        SignInFailure.objects.create(username_hash=_username_hash(username), ip=ip, at=at)
        raise _refused()
    if not check_password(password, login.password):
        SignInFailure.objects.create(username_hash=_username_hash(username), ip=ip, at=at)
        raise _refused()
    if not login.person.mobile:
        raise BizError("no_mobile", "这个登录没有预留手机号，收不到验证码，没有登录。", fix="请带身份证件到柜面预留手机号。")
    return _send_code(login, ip, session_key, at)


@transaction.atomic
def _send_code(login: Login, ip: str, session_key: str, at: datetime) -> SignInTicket:
    mobile, index = str(login.person.mobile), str(login.person.mobile_index)
    Login.objects.select_for_update().get(pk=login.pk)  # 同一登录的预算一次只算一个
    _check_budget(index, ip, at)
    code = f"{secrets.randbelow(10**6):06d}"
    row = SignInCode.objects.create(
        login=login,
        purpose=PURPOSE,
        session_hash=hmac_hex("session", session_key, key="code"),
        code_hash="",
        mobile_index=index,
        ip=ip,
        created_at=at,
        expires_at=at + CODE_LIVES,
    )
    row.code_hash = _code_hash(row.pk, code)
    row.save(update_fields=("code_hash",))
    text = f"验证码 {code}，用于登录住房公积金网上业务大厅，5 分钟内有效。工作人员不会向您索要验证码。"
    enqueue("identity.send_code", key=f"sign_in:{row.pk}", at=at, secret={"id": f"sign_in-{row.pk}-{secrets.token_hex(4)}", "to": mobile, "text": text})
    return SignInTicket(row.pk, mask_mobile(mobile), row.expires_at)


def _code_hash(code_id: int, code: str) -> str:
    return hmac_hex(f"{PURPOSE}:{code_id}", code, key="code")


def finish_sign_in(*, ticket: SignInTicket, code: str, session_key: str, ip: str, at: datetime) -> Login:
    """第二步：核对短信码，用掉它，返回登录。不对、过期、用过、试太多次抛 BizError。"""
    with transaction.atomic():
        row = lock_code(ticket.code_id)
        problem = _judge(row, code, session_key, at)
        if row is not None and problem is None:
            row.used_at = at
            row.save(update_fields=("used_at",))
            _welcome(row.login, ip, at)
            return row.login
        if row is not None:
            row.tries += 1
            row.save(update_fields=("tries",))
    raise problem or _spent()


def lock_code(code_id: int) -> SignInCode | None:
    """锁住一条验证码；并发的第二次要等第一次用完。"""
    return SignInCode.objects.select_for_update(of=("self",)).select_related("login__person").filter(pk=code_id).first()


def _spent() -> BizError:
    return BizError("code_used_up", "这条验证码已经用过或试的次数太多，不能再用。", fix="请重新登录，取一条新的验证码。")


def _judge(row: SignInCode | None, code: str, session_key: str, at: datetime) -> BizError | None:
    if row is None or row.used_at or row.tries >= TRIES_PER_CODE or not row.login.is_active:
        return _spent()
    if row.session_hash != hmac_hex("session", session_key, key="code"):
        return _spent()
    if at >= row.expires_at:
        return BizError("code_expired", "验证码过了 5 分钟，已经失效，没有登录。", fix="请重新登录，取一条新的验证码。")
    if not secrets.compare_digest(row.code_hash, _code_hash(row.pk, code)):
        left = TRIES_PER_CODE - row.tries - 1
        return BizError("code_wrong", f"验证码不对，没有登录，还可以试 {left} 次。", fix="请照最近一条短信重填。")
    return None


def _welcome(login: Login, ip: str, at: datetime) -> None:
    Login.objects.filter(pk=login.pk).update(last_login=at)
    who = Actor(login.pk, login.username, login.person_id, login.person.name, "person", "self", ip=ip)
    record(by=who, action="identity.sign_in", object_type="login", object_id=login.pk, at=at, summary="登录")

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
from gjj.identity.messages import SIGN_IN_CODE
from gjj.identity.models import Login, SignInCode
from gjj.identity.ports import code_sender
from gjj.identity.services import budget

PURPOSE = "sign_in"
CODE_LIVES = timedelta(minutes=5)
TRIES_PER_CODE = 5


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


def start_sign_in(*, username: str, password: str, ip: str, session_key: str, at: datetime) -> SignInTicket:
    """第一步：核对口令，发 6 位短信码。不对、次数太多、没有手机号抛 BizError。"""
    attempt = budget.take_attempt(username, ip, at)
    login = Login.objects.select_related("person").filter(username=username, is_active=True).first()
    if login is None or not login.has_usable_password():
        make_password(password)  # 用户名不存在时也花同样的时间
        _note_refusal(None, ip, at)
        raise _refused()
    if not check_password(password, login.password):
        _note_refusal(login, ip, at)
        raise _refused()
    budget.give_back_attempt(attempt)
    if not login.person.mobile:
        raise BizError(
            "no_mobile", "这个登录没有预留手机号，收不到验证码，没有登录。", fix="请带身份证件到柜面预留手机号。"
        )
    return _send_code(login, ip, session_key, at)


def _note_refusal(login: Login | None, ip: str, at: datetime) -> None:
    """口令没对上也留痕；用户名不存在时不记填了什么。"""
    who = Actor(login.pk if login else None, login.username if login else "", None, "未登录", "", "self", ip=ip)
    record(
        by=who, action="identity.sign_in", object_type="login", object_id=login.pk if login else "",
        at=at, summary="口令没对上", result="refused",
    )  # fmt: skip


@transaction.atomic
def _send_code(login: Login, ip: str, session_key: str, at: datetime) -> SignInTicket:
    mobile, index = str(login.person.mobile), str(login.person.mobile_index)
    budget.lock_code_budget(index, ip)
    budget.check_codes(index, ip, at)
    code = f"{secrets.randbelow(10**6):06d}"
    row = SignInCode.objects.create(
        login=login,
        purpose=PURPOSE,
        session_hash=_session_hash(session_key),
        code_hash="",
        mobile_index=index,
        ip=ip,
        created_at=at,
        expires_at=at + CODE_LIVES,
    )
    row.code_hash = _code_hash(row, code)
    row.save(update_fields=("code_hash",))
    code_sender()(
        fact=f"{PURPOSE}:{row.pk}", template=SIGN_IN_CODE, person_id=login.person_id, code=code,
        expires_at=row.expires_at, at=at,
    )  # fmt: skip
    return SignInTicket(row.pk, mask_mobile(mobile), row.expires_at)


def _session_hash(session_key: str) -> str:
    return hmac_hex("session", session_key, key="code")


def _code_hash(row: SignInCode, code: str) -> str:
    """绑定用途、这一条、收码的号码：换一样就对不上。"""
    return hmac_hex(f"{row.purpose}:{row.pk}:{row.mobile_index}", code, key="code")


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
        if row is not None and problem is not None and problem.code == "code_wrong":
            row.tries += 1
            row.save(update_fields=("tries",))
            _note_wrong_code(row, ip, at)
    raise problem or _spent()


def lock_code(code_id: int) -> SignInCode | None:
    """锁住一条登录验证码；并发的第二次要等第一次用完。"""
    rows = SignInCode.objects.select_for_update(of=("self",)).select_related("login__person")
    return rows.filter(pk=code_id, purpose=PURPOSE).first()


def _spent() -> BizError:
    return BizError(
        "code_used_up", "这条验证码已经用过或试的次数太多，不能再用，没有登录。", fix="请重新登录，取一条新的验证码。"
    )


def _judge(row: SignInCode | None, code: str, session_key: str, at: datetime) -> BizError | None:
    if row is None or row.used_at or row.tries >= TRIES_PER_CODE or not row.login.is_active:
        return _spent()
    if row.session_hash != _session_hash(session_key) or row.mobile_index != row.login.person.mobile_index:
        return _spent()
    if at >= row.expires_at:
        return BizError("code_expired", "验证码过了 5 分钟，已经失效，没有登录。", fix="请重新登录，取一条新的验证码。")
    if not budget.tries_left(row.login_id, at):
        return _spent()
    if not secrets.compare_digest(row.code_hash, _code_hash(row, code)):
        left = TRIES_PER_CODE - row.tries - 1
        again = f"还可以试 {left} 次" if left else "这条验证码不能再试"
        return BizError(
            "code_wrong", f"验证码不对，没有登录，{again}。", fix="请照最近一条短信重填，或重新登录取一条新的。"
        )
    return None


def _as_actor(login: Login, ip: str) -> Actor:
    return Actor(login.pk, login.username, login.person_id, login.person.name, "", "self", ip=ip)


def _note_wrong_code(row: SignInCode, ip: str, at: datetime) -> None:
    record(
        by=_as_actor(row.login, ip), action="identity.sign_in", object_type="login", object_id=row.login_id,
        at=at, summary="验证码不对", result="refused",
    )  # fmt: skip


def _welcome(login: Login, ip: str, at: datetime) -> None:
    Login.objects.filter(pk=login.pk).update(last_login=at)
    record(
        by=_as_actor(login, ip),
        action="identity.sign_in",
        object_type="login",
        object_id=login.pk,
        at=at,
        summary="登录",
    )

"""短信验证码：发一条、核对一条。绑定用途、会话、登录和号码，一次有效，试不了几次；次数预算见 budget.py。

确认的是一件定了的事的，还绑定那件事的摘要（confirms）：换号换卡是哪一件、新的号码，注销是谁、几天以后，重设口令是哪个用户名——
给一件发的码，办不了另一件。登录的、注册时证明号码的，码本身就是要办的，没有别的内容；换口令、添动态口令的先收码、后填新口令，
发码的时候还没有内容。这几种不绑。
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from django.db import connection, transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.blind import OTHER, blind_index, index_of
from gjj.crypto.box import hmac_hex
from gjj.crypto.masking import mask_mobile
from gjj.declarations.errors import BizError
from gjj.identity.messages import CHANGE_CODE, RESET_CODE, SIGN_IN_CODE, SIGN_UP_CODE
from gjj.identity.models import Login, SignInCode
from gjj.identity.ports import code_sender, number_texter
from gjj.identity.services import budget

CODE_LIVES = timedelta(minutes=5)
Done = TypeVar("Done")


@dataclass(frozen=True)
class Purpose:
    """一种用途：编码、短信模板、记审计的动作、没办成怎么说、怎么再来。"""

    code: str
    template: str
    action: str
    nothing: str
    again: str


SIGN_IN = Purpose("sign_in", SIGN_IN_CODE, "identity.sign_in", "没有登录", "重新登录，取一条新的验证码")
CHANGE = Purpose("change_password", CHANGE_CODE, "identity.set_password", "口令没有换", "重新取一条验证码")
RESET = Purpose("reset_password", RESET_CODE, "identity.set_password", "口令没有换", "重新取一条验证码")
SIGN_UP = Purpose("sign_up", SIGN_UP_CODE, "identity.sign_up", "没有注册，填的都还在", "重新取一条验证码")


@dataclass(frozen=True)
class SignInTicket:
    """等着填第二样：发了短信的，码的编号、发到哪个号码（遮掩过）；要动态口令的，是谁、口令那时设于几时。几时失效。"""

    code_id: int
    masked_mobile: str
    expires_at: datetime
    login_id: int = 0
    password_mark: str = ""

    @property
    def is_totp(self) -> bool:
        """要的是动态口令。"""
        return bool(self.login_id)

    def as_session(self) -> dict[str, object]:
        """放进会话的写法。"""
        return {**asdict(self), "expires_at": self.expires_at.isoformat()}

    @classmethod
    def from_session(cls, kept: dict[str, object]) -> "SignInTicket":
        """从会话里取回。"""
        code_id, mobile, expires = kept["code_id"], kept["masked_mobile"], kept["expires_at"]
        login_id, mark = int(str(kept.get("login_id", 0))), str(kept.get("password_mark", ""))
        return cls(int(str(code_id)), str(mobile), datetime.fromisoformat(str(expires)), login_id, mark)


def confirms(*facts: object) -> str:
    """要确认的那件事的摘要：差一个字也不是它。"""
    return sha256(json.dumps([str(one) for one in facts], ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def send(
    *, purpose: Purpose, login: Login, ip: str, session_hash: str, at: datetime, device_hash: str = "", digest: str = ""
) -> SignInTicket:
    """发一条 6 位短信码，digest 是它要确认的那件事（confirms），没有定了的事为空；没有手机号、预算用完抛 BizError。"""
    if not login.person.mobile:
        raise BizError(
            "no_mobile",
            f"这个登录没有预留手机号，收不到验证码，{purpose.nothing}。",
            fix="请带身份证件到柜面预留手机号。",
        )
    mobile, index = str(login.person.mobile), index_of(login.person, "mobile_index")
    row, code = _drawn(purpose, login, index, ip, session_hash, at, device_hash, digest)
    code_sender()(
        fact=f"{purpose.code}:{row.pk}", template=purpose.template, person_id=login.person_id, code=code,
        expires_at=row.expires_at, at=at,
    )  # fmt: skip
    return SignInTicket(row.pk, mask_mobile(mobile), row.expires_at)


@transaction.atomic
def send_to_number(
    *, purpose: Purpose, mobile: str, ip: str, session_hash: str, at: datetime, device_hash: str = "", digest: str = ""
) -> SignInTicket:
    """发一条到还不是谁的号码（注册、换手机号）；预算用完抛 BizError。号码登记过没有，做的事、答的话都一样。"""
    row, code = _drawn(purpose, None, blind_index("mobile", mobile), ip, session_hash, at, device_hash, digest)
    number_texter()(
        key=f"{purpose.code}:{row.pk}", template=purpose.template, mobile=mobile, code=code, expires_at=row.expires_at,
        at=at,
    )  # fmt: skip
    return SignInTicket(row.pk, mask_mobile(mobile), row.expires_at)


def _drawn(
    purpose: Purpose,
    login: Login | None,
    index: str,
    ip: str,
    session_hash: str,
    at: datetime,
    device_hash: str,
    digest: str,
) -> tuple[SignInCode, str]:
    """在预算之内写下一条，返回它和 6 位码；库里只有散列。"""
    budget.lock_code_budget(index, ip)
    budget.check_codes(budget.Asked(purpose.code, index, ip, device_hash, login.pk if login else None), at)
    code = f"{secrets.randbelow(10**6):06d}"
    row = SignInCode.objects.create(
        login=login, purpose=purpose.code, session_hash=session_hash, code_hash="", mobile_index=index, ip=ip,
        device_hash=device_hash, created_at=at, expires_at=at + CODE_LIVES,
    )  # fmt: skip
    row.code_hash = code_hash(row, code, digest)
    row.save(update_fields=("code_hash",))
    return row, code


def session_hash(session_key: str) -> str:
    """会话编号的散列：码绑定会话，库里不存编号。"""
    return hmac_hex("session", session_key, key="code")


def code_hash(row: SignInCode, code: str, digest: str = "") -> str:
    """绑定用途、这一条、收码的号码、要确认的事（没有的不写）：换一样就对不上。"""
    return _hash_of(row, code, digest, row.mobile_index)


def _hash_of(row: SignInCode, code: str, digest: str, index: str | None) -> str:
    about = f":{digest}" if digest else ""
    return hmac_hex(f"{row.purpose}:{row.pk}:{index}{about}", code, key="code")


def _is_right(row: SignInCode, code: str, digest: str) -> bool:
    """码对不对；换索引的密钥的几分钟，发码的进程查的是另一套，照那一套也对得上。"""
    indexes = (row.mobile_index, getattr(row, f"mobile_index{OTHER}"))
    return any([secrets.compare_digest(row.code_hash, _hash_of(row, code, digest, one)) for one in indexes])


def spend(
    *,
    purpose: Purpose,
    code_id: int,
    code: str,
    session_key: str,
    ip: str,
    at: datetime,
    then: Callable[[Login], Done],
    digest: str = "",
) -> Done:
    """核对验证码，用掉它，在同一个事务里办 then；digest 是现在要办的事，和发码时的不一样就是不对。不对、过期、用过、试太多次抛 BizError，试错的次数照样记下。"""

    def owned(row: SignInCode) -> Done:
        assert row.login is not None, purpose
        return then(row.login)

    return spend_row(purpose, code_id, code, session_key, ip, at, owned, digest)


def spend_row(
    purpose: Purpose,
    code_id: int,
    code: str,
    session_key: str,
    ip: str,
    at: datetime,
    then: Callable[[SignInCode], Done],
    digest: str = "",
) -> Done:
    """和 spend 一样；then 收那一条验证码，发给还没有登录的号码的也用得。"""
    tries, in_all = budget.tries_allowed(at)
    if not _is_open(code_id, purpose, tries):
        raise _spent(purpose)
    with transaction.atomic():
        row = lock_code(code_id, purpose)
        problem = _judge(row, code, session_key, at, purpose, digest, tries, in_all)
        if row is not None and problem is None:
            row.used_at = at
            row.save(update_fields=("used_at",))
            return then(row)
        if row is not None and problem is not None and problem.code == "code_wrong":
            row.tries += 1
            row.save(update_fields=("tries",))
            _note_wrong_code(row, purpose, ip, at)
    raise problem or _spent(purpose)


def _is_open(code_id: int, purpose: Purpose, tries: int) -> bool:
    """没用过、没试满的才去锁：试满了的再来一万次，也只是一句短的查询，不排队。锁住以后还要再看。"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM identity_signincode WHERE id = %s AND purpose = %s AND used_at IS NULL AND tries < %s",
            (code_id, purpose.code, tries),
        )
        return cursor.fetchone() is not None


def lock_code(code_id: int, purpose: Purpose) -> SignInCode | None:
    """锁住一条验证码；并发的第二次要等第一次用完。"""
    rows = SignInCode.objects.select_for_update(of=("self",)).select_related("login__person")
    return rows.filter(pk=code_id, purpose=purpose.code).first()


def _spent(purpose: Purpose) -> BizError:
    return BizError(
        "code_used_up", f"这条验证码已经用过或试的次数太多，不能再用，{purpose.nothing}。", fix=f"请{purpose.again}。"
    )


def _judge(
    row: SignInCode | None,
    code: str,
    session_key: str,
    at: datetime,
    purpose: Purpose,
    digest: str,
    tries: int,
    in_all: int,
) -> BizError | None:
    if row is None or row.used_at or row.tries >= tries or row.session_hash != session_hash(session_key):
        return _spent(purpose)
    if row.login is not None and (not row.login.is_active or row.mobile_index != row.login.person.mobile_index):
        return _spent(purpose)
    if at >= row.expires_at:
        return BizError("code_expired", f"验证码过了 5 分钟，已经失效，{purpose.nothing}。", fix=f"请{purpose.again}。")
    if not budget.tries_left(row, at, in_all):
        return _spent(purpose)
    if not _is_right(row, code, digest):
        left = tries - row.tries - 1
        again = f"还可以试 {left} 次" if left else "这条验证码不能再试"
        return BizError(
            "code_wrong", f"验证码不对，{purpose.nothing}，{again}。", fix=f"请照最近一条短信重填，或{purpose.again}。"
        )
    return None


def as_actor(login: Login, ip: str) -> Actor:
    """还没有进门的本人：记审计用。"""
    return Actor(login.pk, login.username, login.person_id, login.person.name, "", "self", ip=ip)


def stranger(ip: str) -> Actor:
    """还不知道是谁的来人：记审计用。"""
    return Actor(None, "", None, "未登录", "", "self", ip=ip)


def _note_wrong_code(row: SignInCode, purpose: Purpose, ip: str, at: datetime) -> None:
    by = as_actor(row.login, ip) if row.login else stranger(ip)
    record(
        by=by, action=purpose.action, object_type="login", object_id=row.login_id or "",
        at=at, summary="验证码不对", result="refused",
    )  # fmt: skip

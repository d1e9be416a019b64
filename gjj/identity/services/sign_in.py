"""登录：口令对了要第二样——有动态口令的要动态口令，没有的发短信码；对了进门。两步都有次数预算，答复不透露用户名存在与否。"""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.identity.models import Login, SignInCode
from gjj.identity.selectors.factors import has_totp, sms_beside_totp
from gjj.identity.services import attempts, codes, totp
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.passwords import notice_common


def _refused() -> BizError:
    return BizError(
        "sign_in_refused",
        "用户名或口令不对，没有登录。",
        status=422,
        fix="请核对后重填；想不起来的请点「忘记口令」用短信重设，收不到短信的带身份证件到柜面。",
    )


def start_sign_in(
    *, username: str, password: str, ip: str, session_key: str, at: datetime, device_hash: str = ""
) -> SignInTicket:
    """第一步：核对口令；有动态口令的等他填，没有的发 6 位短信码。不对、次数太多、没有手机号抛 BizError。"""
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
    if has_totp(login.pk):
        return SignInTicket(0, "", at + codes.CODE_LIVES, login.pk, _password_mark(login))
    return codes.send(
        purpose=codes.SIGN_IN, login=login, ip=ip, session_hash=codes.session_hash(session_key), at=at,
        device_hash=device_hash,
    )  # fmt: skip


def send_sms_instead(
    *, ticket: SignInTicket, ip: str, session_key: str, at: datetime, device_hash: str = ""
) -> SignInTicket:
    """有动态口令、口令刚对了的人改用短信：发一条短信码。不能改用的抛 sms_not_allowed（409），放久了的抛 code_expired。"""
    login = _waiting(ticket, at)
    if not may_text_instead(ticket, at):
        raise BizError(
            "sms_not_allowed", "这一次不能改用短信，没有登录：中心不让，或者现在的口令是凭短信重设的，同一条短信不能当两样。", status=409, fix="请填动态口令或备用码；都没有的带身份证件到柜面解除动态口令。"
        )  # fmt: skip
    return codes.send(
        purpose=codes.SIGN_IN, login=login, ip=ip, session_hash=codes.session_hash(session_key), at=at,
        device_hash=device_hash,
    )  # fmt: skip


def may_text_instead(ticket: SignInTicket, at: datetime) -> bool:
    """等着填动态口令的这个人，能不能改用短信：中心让，现在的口令也不是凭短信重设的——拿到手机卡的人不能两样都凭它。"""
    if not ticket.is_totp or not sms_beside_totp(at):
        return False
    by_text = SignInCode.objects.filter(login_id=ticket.login_id, purpose=codes.RESET.code)
    return not by_text.filter(used_at__isnull=False, used_at__gte=ticket.password_mark or at).exists()


def _password_mark(login: Login) -> str:
    """口令设于几时：第一步以后换过口令的，要从头来。"""
    return login.password_set_at.isoformat() if login.password_set_at else ""


def _waiting(ticket: SignInTicket, at: datetime) -> Login:
    """口令刚对了、等着填动态口令的登录；过了时间、停用了、口令又换过的抛 code_expired。"""
    login = Login.objects.select_related("person").filter(pk=ticket.login_id, is_active=True).first()
    if login is None or at >= ticket.expires_at or _password_mark(login) != ticket.password_mark:
        raise BizError("code_expired", "放得太久，没有登录。", fix="请返回上一步，从口令重新填起。")
    return login


def _note_refusal(login: Login | None, ip: str, at: datetime) -> None:
    """口令没对上也留痕；用户名不存在时不记填了什么。"""
    who = Actor(login.pk if login else None, login.username if login else "", None, "未登录", "", "self", ip=ip)
    record(
        by=who, action="identity.sign_in", object_type="login", object_id=login.pk if login else "",
        at=at, summary="口令没对上", result="refused",
    )  # fmt: skip


def finish_sign_in(*, ticket: SignInTicket, code: str, session_key: str, ip: str, at: datetime) -> Login:
    """第二步：核对短信码或动态口令，用掉它，返回登录。不对、过期、用过、试太多次抛 BizError。"""

    def welcome(login: Login) -> Login:
        Login.objects.filter(pk=login.pk).update(last_login=at)
        record(
            by=codes.as_actor(login, ip), action="identity.sign_in", object_type="login", object_id=login.pk, at=at,
            summary="登录（动态口令）" if ticket.is_totp else "登录",
        )  # fmt: skip
        return login

    if ticket.is_totp:
        login = _waiting(ticket, at)
        return totp.spend(purpose=codes.SIGN_IN, login_id=login.pk, code=code, ip=ip, at=at, then=welcome)
    return codes.spend(
        purpose=codes.SIGN_IN, code_id=ticket.code_id, code=code, session_key=session_key, ip=ip, at=at, then=welcome
    )

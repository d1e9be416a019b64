"""身份的任务：发重设口令的验证码，删去过了时候的口令计数、验证码、登录过的设备、网页会话。"""

from datetime import datetime

from celery import shared_task

from gjj import clock
from gjj.identity.services.attempts import forget_tries
from gjj.identity.services.passwords import send_reset_code
from gjj.identity.services.retention import clear_web_sessions, forget_codes, forget_sessions
from gjj.work.task import outbox_task


@outbox_task("identity.send_reset_code")
def send_reset(
    *, at: datetime, secret: dict[str, str], ip: str, device_hash: str, session_hash: str, asked_at: str = ""
) -> None:
    """发重设口令的验证码。"""
    send_reset_code(
        username=secret["username"], ip=ip, device_hash=device_hash, session_hash=session_hash, at=at, asked_at=asked_at
    )


@shared_task(name="identity.forget_tries")
def forget_password_tries() -> None:
    """删去过了时候的口令计数；跑多少遍都一样。"""
    forget_tries(clock.now())


@shared_task(name="identity.forget_old")
def forget_old_sign_ins() -> None:
    """删去过了时候的验证码记录、退出了的登录、过了期的网页会话；跑多少遍都一样。"""
    at = clock.now()
    forget_codes(at)
    forget_sessions(at)
    clear_web_sessions()

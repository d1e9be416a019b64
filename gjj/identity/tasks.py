"""身份的任务：发重设口令的验证码，删去过了时候的口令计数。"""

from datetime import datetime

from celery import shared_task

from gjj import clock
from gjj.identity.services.attempts import forget_tries
from gjj.identity.services.passwords import send_reset_code
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

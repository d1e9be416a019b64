"""身份的任务：发验证码。"""

from datetime import datetime
from typing import Any

from gjj.identity.channel_sms import send_sms
from gjj.work.task import outbox_task


@outbox_task("identity.send_code")
def send_code(*, at: datetime, secret: dict[str, Any], expires_at: str) -> None:
    """把验证码短信交给网关；过期的不再发。内容加密存放，办完即抹。"""
    if at >= datetime.fromisoformat(expires_at):
        return
    send_sms(message_id=secret["id"], to=secret["to"], text=secret["text"])

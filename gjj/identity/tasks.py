"""身份的任务：发验证码。"""

from datetime import datetime
from typing import Any

from gjj.identity.channel_sms import send_sms
from gjj.work.task import outbox_task


@outbox_task("identity.send_code")
def send_code(*, at: datetime, secret: dict[str, Any]) -> None:
    """把验证码短信交给网关；内容加密存放，办完即抹。"""
    send_sms(message_id=secret["id"], to=secret["to"], text=secret["text"])

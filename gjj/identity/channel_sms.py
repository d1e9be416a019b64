"""把一条短信交给短信网关：HTTP，带编号；网关按编号去重，重发不会让人收到两条。"""

import httpx
from django.conf import settings

from gjj.work.task import Retry

TIMEOUT = httpx.Timeout(5.0)


def send_sms(*, message_id: str, to: str, text: str) -> None:
    """交出去；网关没应或忙时抛 Retry，网关说收过了就当成功。"""
    try:
        answer = httpx.post(
            f"{settings.GJJ_SMS_URL}/v1/messages", json={"id": message_id, "to": to, "text": text}, timeout=TIMEOUT
        )
    except httpx.HTTPError as error:
        raise Retry(3, f"短信网关没有应答：{type(error).__name__}") from error
    if answer.status_code == 409:
        return
    if answer.status_code >= 500 or answer.status_code == 429:
        raise Retry(3, f"短信网关忙：{answer.status_code}")
    if answer.status_code >= 400:
        raise RuntimeError(f"短信网关拒绝：{answer.status_code}")

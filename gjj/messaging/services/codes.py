"""验证码：替身份发出去；码只随短信走，不落在消息里。"""

from datetime import datetime

from gjj.messaging.services.announce import announce


def send_code(*, fact: str, template: str, person_id: int, code: str, expires_at: datetime, at: datetime) -> None:
    """发一条验证码短信；过了时间的不再发。在调用者的事务里。"""
    announce(
        fact=fact, template=template, at=at, variables={}, person_id=person_id, secret={"code": code},
        expires_at=expires_at,
    )  # fmt: skip

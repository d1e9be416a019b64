"""替身份告诉人：验证码（码只随短信走，不落在消息里）、预留手机号登记了、登录和口令的事。"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings

from gjj.declarations.messages import fill, signed
from gjj.identity.messages import MOBILE_REGISTERED
from gjj.messaging.channels import sms_http
from gjj.messaging.selectors.templates import current
from gjj.messaging.services.announce import announce, announce_each, quiet_end
from gjj.work.services import enqueue
from gjj.work.task import Retry

NEWS_LIVES = timedelta(days=3)
"""往号码说的一件事最迟几天发出去。"""
EACH = """
SELECT t.person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id, jsonb_build_object('mobile', t.mobile) AS variables
  FROM unnest(%(people)s::bigint[], %(mobiles)s::text[]) AS t(person_id, mobile)
"""


def send_code(*, fact: str, template: str, person_id: int, code: str, expires_at: datetime, at: datetime) -> None:
    """发一条验证码短信；过了时间的不再发。在调用者的事务里。"""
    announce(
        fact=fact, template=template, at=at, variables={}, person_id=person_id, secret={"code": code},
        expires_at=expires_at,
    )  # fmt: skip


def text_number(*, key: str, template: str, mobile: str, code: str, expires_at: datetime, at: datetime) -> None:
    """往一个还不是谁的号码发验证码：不写消息，号码和码加密放在发件箱里，发完抹掉。在调用者的事务里。"""
    enqueue(
        "messaging.text_number", key=key, at=at, secret={"mobile": mobile, "code": code}, template=template,
        number=str(uuid4()), expires_at=expires_at.isoformat(),
    )  # fmt: skip


def tell_number(*, key: str, template: str, mobile: str, variables: Mapping[str, str], at: datetime) -> None:
    """往一个已经不是谁的号码说一件事：不写消息，号码加密放在发件箱里，发完抹掉；勿扰时段里等到早上。在调用者的事务里。"""
    enqueue(
        "messaging.text_number", key=key, at=at, due_at=quiet_end(current(template), at),
        secret={"mobile": mobile, **variables}, template=template, number=str(uuid4()),
        expires_at=(at + NEWS_LIVES).isoformat(),
    )  # fmt: skip


def hand_number(*, template: str, number: str, expires_at: str, secret: Mapping[str, str], at: datetime) -> None:
    """把这一条交给网关；过了时间的不发，网关不收的不再试，没应的过一会儿用同一个编号再交。"""
    if at >= datetime.fromisoformat(expires_at):
        return
    text = signed(fill(current(template).sms, secret), settings.GJJ_CENTER_NAME)
    try:
        with sms_http.gateway() as client:
            sms_http.hand_over(client, number=number, to=secret["mobile"], text=text)
    except sms_http.GatewayBusy as busy:
        raise Retry(3, str(busy)) from busy
    except sms_http.GatewayRefused:
        return


def tell_person(*, fact: str, template: str, person_id: int, variables: Mapping[str, str], at: datetime) -> None:
    """告诉本人一件事，同一件事只说一遍。在调用者的事务里。"""
    announce(fact=fact, template=template, at=at, variables=variables, person_id=person_id)


def tell_mobile_registered(*, mobiles: Mapping[int, str], at: datetime) -> None:
    """告诉这些人预留手机号登记了；收的就是新号码。在调用者的事务里。"""
    if mobiles:
        params = {"people": list(mobiles), "mobiles": list(mobiles.values())}
        announce_each(
            fact=f"mobile:{at.isoformat()}", template=MOBILE_REGISTERED, at=at, recipients=EACH, params=params
        )

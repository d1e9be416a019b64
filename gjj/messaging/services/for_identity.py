"""替身份告诉人：验证码（码只随短信走，不落在消息里）、预留手机号登记了、登录和口令的事。"""

from collections.abc import Mapping
from datetime import datetime

from gjj.identity.messages import MOBILE_REGISTERED
from gjj.messaging.services.announce import announce, announce_each

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

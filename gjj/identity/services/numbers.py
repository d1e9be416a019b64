"""预留手机号换了：新的、原来的号码都要知道；原来的号码收到的那一条，是没有换过的本人唯一看得到的。"""

from datetime import datetime

from gjj.crypto.masking import mask_mobile
from gjj.identity.messages import MOBILE_REPLACED
from gjj.identity.ports import mobile_teller, number_teller


def tell_replaced(*, person_id: int, old: str, new: str, at: datetime) -> None:
    """告诉新的号码登记了；原来登记着别的号码（old 不空）的，也告诉那个号码换走了。在调用者的事务里。"""
    shown = mask_mobile(new)
    mobile_teller()(mobiles={person_id: shown}, at=at)
    if old and old != new:
        number_teller()(
            key=f"mobile_replaced:{person_id}:{at.isoformat()}", template=MOBILE_REPLACED, mobile=old,
            variables={"number": shown}, at=at,
        )  # fmt: skip

"""分册的汇缴清册：第一册当场出具，各册排队排版；一册一件事，断了接着再来，已排好的不重排。"""

from datetime import datetime
from typing import TYPE_CHECKING

from deposits.documents import REGISTER
from deposits.models import Remittance
from deposits.services.print_papers import print_remittance
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.documents.services.archiving import archive_long
from gjj.identity.selectors.grants import actor_again
from gjj.periods.days import business_date
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

if TYPE_CHECKING:
    from gjj.documents.models import Document


@money_tx
def print_register(*, by: Actor, remittance_id: int, base_url: str, at: datetime) -> "Document":
    """出具一份汇缴书的清册，返回单证；分册的返回第一册，各册排队去出具、排版。不能出的和 print_remittance 一样抛 BizError。

    同一个人一天里点几次都排一次，他没有了授权，别的经办人点了再排；隔天再点，改了姓名的那一册出新的，旧的记已更正。
    """
    made = print_remittance(by=by, remittance_id=remittance_id, kind=REGISTER.code, at=at)
    volumes = Remittance.objects.only("employees").get(pk=remittance_id).volumes
    for volume in range(1, volumes + 1) if volumes > 1 else ():
        enqueue(
            "deposits.bind_volume", key=f"{remittance_id}:{volume}:{business_date(at)}:{by.grant_id}", at=at,
            remittances=[remittance_id], volume=volume, base_url=base_url, grant_id=by.grant_id, channel=by.channel,
            level=by.level, ip=by.ip,
        )  # fmt: skip
    return made


def bind_volume(
    *,
    remittances: list[int],
    volume: int,
    base_url: str,
    grant_id: int,
    channel: str,
    level: int,
    ip: str,
    at: datetime,
) -> None:
    """轮到了一册：以点的那个人出具，排版、盖章、存下。他没有了授权、汇缴书撤销了的不出。"""
    by = actor_again(grant_id, business_date(at), channel=channel, level=level, ip=ip)
    if by is None:
        return
    try:
        made = print_remittance(by=by, remittance_id=remittances[0], kind=REGISTER.code, at=at, volume=volume)
    except BizError:
        return
    archive_long(made.pk, base_url, at)

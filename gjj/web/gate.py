"""门口：进一个事项之前问一声停没停。停着的页面和接口一样答 item_closed；手里有没办完的那一种办件的，照常进。

撤销、作废、撤回、终止、退回到的钱这几样没有门口：停办管的是新来的事，不能把办到一半的人关在里面。
停着的时候撤回自己还没有办成的，钱和账户只会回到没有办以前；能不能撤由那件业务自己的状态说。
"""

from datetime import datetime

from gjj.actors.actor import Actor
from gjj.cases.selectors.cases import has_open_case
from gjj.catalog.services.closing import require_open
from gjj.declarations.errors import BizError


def admit(item: str, by: Actor, at: datetime) -> None:
    """能不能进这个事项；停着、手里又没有没办完的，抛 item_closed（409）。不属于哪个事项的（空）不问。"""
    if not item:
        return
    try:
        require_open(item, by=by, at=at)
    except BizError:
        if not has_open_case(by, item):
            raise

"""门口：进一个事项之前问一声停没停；要办的另问身份级别够不够。停着的页面和接口一样答 item_closed；手里有没办完的那一种办件的，照常进。

撤销、作废、撤回、终止、退回到的钱这几样没有门口：停办管的是新来的事，不能把办到一半的人关在里面。
停着的时候撤回自己还没有办成的，钱和账户只会回到没有办以前；能不能撤由那件业务自己的状态说。
"""

from datetime import datetime

from gjj.actors.actor import Actor
from gjj.actors.levels import LEVELS
from gjj.cases.selectors.cases import has_open_case
from gjj.catalog.selectors.declared import declared_item
from gjj.catalog.services.closing import require_open
from gjj.declarations.errors import BizError

LEVEL_TOO_LOW = "level_too_low"


def require_level(item: str, by: Actor) -> None:
    """办这个事项的身份级别够不够；不够抛 level_too_low（403），要哪一级写在 extra。不属于哪个事项的（空）不问。"""
    found = declared_item(item) if item else None
    if found is None or by.level >= found.level:
        return
    raise BizError(
        LEVEL_TOO_LOW, f"办「{found.title}」要第 {found.level} 级身份（{LEVELS[found.level]}），您这次登录是第 {by.level} 级，没有办，没有任何改动。",
        status=403, money="没有任何款项变动。", fix="请在大厅的「登录与口令」「身份级别」里核验以后再办；核验不了的，带身份证件到柜面。",
        extra={"item": item, "level_needed": found.level, "level": by.level},
    )  # fmt: skip


def admit(item: str, by: Actor, at: datetime) -> None:
    """能不能进这个事项；停着、手里又没有没办完的，抛 item_closed（409）。不属于哪个事项的（空）不问。"""
    if not item:
        return
    try:
        require_open(item, by=by, at=at)
    except BizError:
        if not has_open_case(by, item):
            raise

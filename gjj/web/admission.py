"""凭令牌进门：现在几点、令牌是谁的、有没有事项停着，一趟问全；什么也不存着，收回、停办立刻算。"""

from dataclasses import dataclass
from datetime import datetime

from gjj import clock
from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER
from gjj.catalog.selectors.items import ANY_CLOSED
from gjj.database.statements import Statement
from gjj.identity.parameters import STAFF_TOTP
from gjj.identity.selectors.factors import LACKS_TOTP
from gjj.identity.tokens import GRANTS_OF_TOKEN, actor_among, checksum
from gjj.parameters.selectors import asked_now


@dataclass(frozen=True)
class Credential:
    """认出来的凭证：办事人（会话还没选大厅的为空）、范围（会话没有范围之分，为空）、认的时刻、那时可有什么停着。"""

    actor: Actor | None
    scopes: frozenset[str] | None
    at: datetime
    any_closed: bool = True


MUST_ENROL = f"""who.role = ANY('{{{",".join(sorted(COUNTER))}}}') AND {asked_now(STAFF_TOTP, "1")} AND {LACKS_TOTP}"""
"""柜面的令牌：中心现在要求动态口令而他没有的，什么也办不了，和页面一样。"""
ADMISSION = Statement(
    "admission",
    f"SELECT moment.at, {ANY_CLOSED}, who.*, {MUST_ENROL} FROM {clock.MOMENT}, LATERAL ({GRANTS_OF_TOKEN}) who ORDER BY who.grant_id",
)


def credential_of_token(token: str, moment: tuple[datetime, bool], ip: str) -> Credential | None:
    """令牌对应的凭证；不对、过期、登录停用、没有相应授权时为空。moment 是 clock.moment_values()。"""
    rows = ADMISSION.rows((*moment, checksum(token)))
    found = actor_among((row[2:] for row in rows), ip)
    if found is None:
        return None
    actor, scopes = found
    return Credential(actor, scopes, at=rows[0][0], any_closed=rows[0][1])

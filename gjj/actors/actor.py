"""办事人。"""

from dataclasses import dataclass
from datetime import date

SCOPES = ("employer", "branch", "self", "all")


@dataclass(frozen=True, slots=True)
class Actor:
    """办事人：登录、自然人、一项授权、渠道和身份级别，一次办事从头到尾就是这一个值。

    ``scope`` 是看得到谁的数据：employer 本单位、branch 本网点、self 本人、all 全中心。
    ``must_choose_password``：口令要先换掉的缘由，还是别人设的（initial）、太常见（common），换掉以前什么也办不了；空是不用换。
    ``must_enrol``：中心要求先添动态口令，添好以前什么也办不了。
    ``on``：哪个业务日进的门，这一项授权照这一天有效；看别人有没有到期的授权也照它。空是不看日子（系统自己）。
    ``is_unit_admin``：还是这个单位的管理员（当经办、复核、只读的同时）。
    """

    login_id: int | None
    username: str
    person_id: int | None
    name: str
    role: str
    scope: str
    employer_id: int | None = None
    branch_id: int | None = None
    grant_id: int | None = None
    channel: str = ""
    level: int = 1
    ip: str = ""
    must_choose_password: str = ""
    must_enrol: bool = False
    is_unit_admin: bool = False
    on: date | None = None


def system_actor(name: str = "系统") -> Actor:
    """系统自己：定时任务、到账分配、初始化。"""
    return Actor(
        login_id=None, username="system", person_id=None, name=name, role="system", scope="all", channel="system"
    )

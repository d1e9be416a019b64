"""服务事项：大厅里能办的一件事；菜单、办事指南、接口、承诺时限都由这份声明得出。"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from gjj.actors.levels import LEVELS, level_said

CHANNELS: dict[str, str] = {
    "counter": "柜面",
    "portal": "门户网站",
    "online": "网上业务大厅",
    "kiosk": "自助终端",
    "hotline": "12329 服务热线",
    "sms": "12329 手机短信",
    "app": "手机客户端",
    "wechat": "官方微信",
    "weibo": "官方微博",
}
"""九个渠道：柜面和综合服务平台的八个（建金管〔2016〕14 号）。"""
COUNTER = "counter"
"""柜面：急办的去处。"""
CHANNEL_OF_ACTOR = {
    "unit_hall": "online", "personal_hall": "online", "api": "online", "counter": "counter",
}  # fmt: skip
"""办事人从哪个门进来 → 哪个渠道；系统自己不算渠道。"""
DAY_KINDS = {"working": "工作日", "calendar": "日"}
INSTANT = "即时办结"
"""当场办完的承诺；天数是 0，不另说几天。"""
AUDIENCES = {"unit": "单位", "personal": "个人"}


@dataclass(frozen=True)
class Material:
    """要交的一样材料：叫什么、是不是必须、说明（从哪里来、交什么形式）。"""

    code: str
    title: str
    note: str = ""
    is_required: bool = True


@dataclass(frozen=True)
class ServiceItem:
    """服务事项：名称、在哪个大厅和分组、去哪一页、图标、承诺、要什么权限、依据哪些条款。

    ``promised_days`` 是承诺几天办结（``day_kind`` working 工作日、calendar 自然日，受理次日起算）；
    0 是即时办结，空的是查询，不立办件。``number`` 事项编码，``guide`` 办事步骤，``conditions`` 受理条件
    （写成 {参数编码} 的，给人看时换成那天的数值），``materials`` 材料，
    ``result`` 办完得到什么，``level`` 办它的最低身份级别（gjj.actors.levels；只看的不管），没有默认：动单位的钱、比例、基数的写 2；
    ``channels`` 在哪些渠道能办（CHANNELS），
    ``fields`` 材料之外退回补正时能指出的栏目：编码与名称，``doing`` 轮到对方办的时候怎么说（谁正在办），
    ``short`` 手机底栏上的短名，五个字以内的名称不用写。
    """

    code: str
    title: str
    hall: str
    group: str
    url_name: str
    icon: str
    promise: str
    permission: str
    articles: tuple[str, ...] = ()
    order: int = 100
    number: str = ""
    summary: str = ""
    conditions: tuple[str, ...] = ()
    guide: tuple[str, ...] = ()
    materials: tuple[Material, ...] = ()
    promised_days: int | None = None
    day_kind: str = "working"
    result: str = ""
    level: int = field(kw_only=True)
    channels: tuple[str, ...] = ("online",)
    fields: tuple[tuple[str, str], ...] = ()
    doing: str = "中心正在办理"
    short: str = ""

    def __post_init__(self) -> None:
        unknown = set(self.channels) - CHANNELS.keys()
        if self.level not in LEVELS:
            raise ValueError(f"事项 {self.code} 的身份级别没有这一级：{self.level}")
        if unknown or self.day_kind not in DAY_KINDS or self.hall not in AUDIENCES:
            raise ValueError(f"事项 {self.code} 的渠道、日子或大厅写得不对：{sorted(unknown)}")
        if self.promise == INSTANT and self.promised_days:
            raise ValueError(f"事项 {self.code} 说即时办结，承诺天数却是 {self.promised_days}")

    def promise_said(self, days: int | None, day_kind: str) -> str:
        """承诺的整句，各处都这样说：承诺的话；承诺了天数（库里的行为准）的接着说几天。"""
        return f"{self.promise}，{days} 个{DAY_KINDS[day_kind]}内" if days else self.promise

    @property
    def full_promise(self) -> str:
        """照声明的天数说的整句。"""
        return self.promise_said(self.promised_days, self.day_kind)

    @property
    def level_said(self) -> str:
        """办它要哪一级身份，给人看。"""
        return level_said(self.level)

    @property
    def audience(self) -> str:
        """谁来办：unit 单位、personal 个人。"""
        return self.hall

    @property
    def is_query(self) -> bool:
        """只是查询，不立办件。"""
        return self.promised_days is None


@dataclass(frozen=True)
class Exclusion:
    """互斥的一格：``item`` 在办的时候不能再办 ``other``（反过来也一样）；``reason`` 说给办事人听。

    ``same_topic`` 时只在办的是同一件东西（同一个汇缴年月、同一个账户）才互斥。
    ``gates`` 是不看办件、看账册上有没有什么的：拒绝的编码，办事的路用 ``gjj.catalog.services.exclusive`` 问；有 ``gates`` 的格子立办件时不拦。
    """

    item: str
    other: str
    reason: str
    article: str | None = None
    same_topic: bool = False
    gates: tuple[str, ...] = ()

    def joins(self, one: str, two: str) -> bool:
        """管不管这两个事项。"""
        return {one, two} == {self.item, self.other}


def excluded(cells: Iterable[Exclusion], one: str, two: str, *, same_topic: bool) -> Exclusion | None:
    """两个事项的办件能不能同时在办：不能时给出那一格，能办为空。"""
    for cell in cells:
        if not cell.gates and cell.joins(one, two) and (same_topic or not cell.same_topic):
            return cell
    return None

"""虚构的人和单位：姓名、证件号、手机号、基数。同一个种子，同一座城；不取自任何真实的人。"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
GIVEN_FIRST = "思雨晓文佳志建明海春秋子若嘉俊欣怡雪梓宇浩博泽天立永国家玉丽红秀云"
GIVEN_SECOND = "涵轩琪瑶辰宁航然悦萱宸晴峰杰磊涛鹏敏静燕芳娜霞玲平刚强军波华斌伟"
TRADES = (
    "仪表",
    "精工",
    "物流",
    "软件",
    "食品",
    "建材",
    "医药",
    "纺织",
    "电子",
    "环保",
    "园林",
    "印务",
    "汽配",
    "商贸",
    "文化",
    "教育",
    "能源",
    "水务",
)
PLACES = "澄光 青禾 远帆 安和 同济 明远 博瑞 长风 金桥 新程 恒信 卓越 永丰 东港 云帆 启航 宏达 嘉禾 天合 正源 瑞祥 百川 众合 锦程 和泰 中拓 汇智 海晟 星辰 万象".split()
SPECIAL_SURNAMES = ("欧阳", "上官", "司马")
# 行政区划代码里没有 4199 开头的真实辖区，证件号因此不会撞上任何人。
AREA_CODE = "419901"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Someone:
    """一个虚构的职工。"""

    name: str
    id_no: str
    mobile: str
    base: Decimal


@dataclass(frozen=True)
class Company:
    """一家虚构的单位。"""

    name: str
    uscc: str
    ratio: Decimal
    headcount: int
    bank_account: str


def id_number(born: date, serial: int) -> str:
    """一个校验位正确的 18 位公民身份号码。"""
    body = f"{AREA_CODE}{born:%Y%m%d}{serial % 1000:03d}"
    remainder = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[remainder]


def credit_code(serial: int) -> str:
    """一个校验位正确的统一社会信用代码。"""
    body = f"91419901MA{serial:07d}"
    total = sum(USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def card_number(mobile: str) -> str:
    """一个末位校验码正确的 18 位银行卡号；开头不是任何银行的。"""
    body = f"999900{mobile}"
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in body[::-2])
    return f"{body}{-(doubled + sum(int(digit) for digit in body[-2::-2])) % 10}"


class Crowd:
    """按种子一个个造人；证件号和手机号不重复。"""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._count = 0

    def one(self, name: str | None = None) -> Someone:
        """下一个人；可以指定姓名。"""
        self._count += 1
        day = self._count // 999
        born = date(1968, 1, 1) + timedelta(days=self._random.randrange(13000) // 20 * 20 + day % 20)
        serial = self._count % 999 + 1
        return Someone(name or self._name(), id_number(born, serial), f"139{self._count:08d}", self._base())

    def _name(self) -> str:
        random = self._random
        surname = random.choice(SURNAMES) if random.random() > 0.01 else random.choice(SPECIAL_SURNAMES)
        given = random.choice(GIVEN_FIRST) + (random.choice(GIVEN_SECOND) if random.random() > 0.12 else "")
        return surname + given

    def _base(self) -> Decimal:
        """基数：多数在五千到一万二，少数碰到下限或上限。"""
        roll = self._random.random()
        if roll < 0.02:
            return Decimal("2350.00")
        if roll > 0.99:
            return Decimal("20970.00")
        return Decimal(self._random.randrange(420000, 1450000, 500)) / 100


def company_names(random: Random, count: int) -> list[str]:
    """若干个不重复的单位名称。"""
    pairs = [f"明川{place}{trade}有限公司" for place in PLACES for trade in TRADES]
    random.shuffle(pairs)
    return pairs[:count]


def share_headcount(random: Random, total: int, units: int) -> list[int]:
    """把人数分给单位：少数大单位、多数小单位，合计正好。"""
    weights = [random.paretovariate(1.3) for _ in range(units)]
    scale = (total - 3 * units) / sum(weights)
    sizes = [3 + int(weight * scale) for weight in weights]
    for place in range(total - sum(sizes)):
        sizes[place % units] += 1
    return sizes

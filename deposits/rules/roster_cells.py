"""逐格读：把人写的样子读成规整的值，改了什么逐处记下。"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from deposits.roster.text import half_width, visible
from gjj.idnumbers import id_card
from gjj.money.amounts import percent_json

FULL_WIDTH = "全角字符已转为半角"
BLANKS = "中间的空格已去掉"
APOSTROPHE = "前面的撇号已去掉"
CURRENCY = "“¥”“元”已去掉"
THOUSANDS = "千分位逗号已去掉"
LOWER_X = "小写 x 已改为大写 X"
UPGRADED = "15 位旧号已升为 18 位"
DASHES = "手机号里的连接符已去掉"
COUNTRY = "手机号前的 +86 已去掉"
PERCENT = "比例已按百分数读取"
FRACTION = "小数形式的比例已按百分数读取"
DOT = "姓名间隔号已统一"
INVISIBLE = "看不见的字符已去掉"
NO_TYPE = "没有变更类型一列，按账户读取"

APOSTROPHES = "'’‘`＇"
CURRENCY_MARKS = "¥￥"
DOTS = {ord(mark): "·" for mark in "•・‧∙⋅．"}
HAN_GAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·〇]) (?=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·〇])"
)
"""两个汉字之间的空格。"""
DASH = {ord(mark): None for mark in "-—–‑‐−"}
BIG = Decimal(10) ** 15
"""比这还大的数不会是基数；照原样交给上下限去判断。"""
LONG_NUMBER = 10**15
"""表格软件里大于 15 位的数字会丢失末尾几位。"""
FEW = 256
"""类型、比例一列里总是那几种写法，读过的记着。"""


@dataclass(frozen=True, slots=True)
class Reading:
    """一格读出来的文字、改过哪些、原样。"""

    text: str
    rules: tuple[str, ...]
    original: str

    @property
    def is_empty(self) -> bool:
        """空格子。"""
        return not self.text


def as_text(value: Any) -> str:
    """格子的原样文字：整数不带小数点，其余照写。"""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LONG_NUMBER else repr(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def _trim(value: Any) -> tuple[str, str, list[str]]:
    """原样、去掉看不见的字符、两头空白和撇号之后的文字、改过什么。去两头空白不算改。"""
    original = as_text(value).strip()
    rules: list[str] = []
    text = visible(original)
    if text != original:
        rules.append(INVISIBLE)
    text = text.strip()
    if text and text[0] in APOSTROPHES:
        text = text.lstrip(APOSTROPHES).strip()
        rules.append(APOSTROPHE)
    return original, text, rules


def _narrow(text: str, rules: list[str]) -> str:
    plain = half_width(text)
    if plain != text and plain != text.replace("\u3000", " "):
        rules.append(FULL_WIDTH)
    return plain.strip()


def _squeeze(text: str, rules: list[str]) -> str:
    squeezed = "".join(text.split())
    if squeezed != text:
        rules.append(BLANKS)
    return squeezed


def _clean(value: Any) -> tuple[str, str, list[str]]:
    """原样、收拾过又转了半角的文字、改过什么。"""
    original, text, rules = _trim(value)
    return original, _narrow(text, rules), rules


@lru_cache(FEW, typed=True)
def read_plain(value: Any) -> Reading:
    """类型之类的文字格：去空白、转半角。"""
    original, text, rules = _clean(value)
    text = _squeeze(text, rules)
    return Reading(text, tuple(rules), original)


def read_name(value: Any) -> Reading:
    """姓名：汉字之间的空格去掉，外文名的单个空格留着，全角字母转半角，间隔号统一为「·」。"""
    original, text, rules = _trim(value)
    dotted = text.translate(DOTS)
    if dotted != text:
        text = dotted
        rules.append(DOT)
    text = _narrow(text, rules)
    joined = HAN_GAP.sub("", " ".join(text.split()))
    if joined != text:
        text = joined
        rules.append(BLANKS)
    return Reading(text, tuple(rules), original)


def read_id(value: Any) -> Reading:
    """证件号码：去空格、转半角、x 大写、15 位升 18 位。"""
    original, text, rules = _clean(value)
    text = _squeeze(text, rules)
    if text.endswith("x"):
        text = text[:-1] + "X"
        rules.append(LOWER_X)
    if len(text) == 15 and text.isascii() and text.isdigit() and not _is_first_15(text):
        text = id_card.upgrade_15(text)
        rules.append(UPGRADED)
    return Reading(text, tuple(rules), original)


def _is_first_15(text: str) -> bool:
    """15 位数字像是 18 位号码的前 15 位：第 7 到 12 位是这一百来年的年月。真的旧号这里是年月日，1919、1920 年生的才会撞上。"""
    return text[6:8] in ("19", "20") and 1 <= int(text[10:12]) <= 12


def is_cut(text: str) -> bool:
    """末尾几位丢了的 18 位号码：只剩前 15 位，或者表格软件把末三位换成了 000。"""
    if not (text.isascii() and text.isdigit()):
        return False
    if len(text) == 15:
        return _is_first_15(text)
    return len(text) == 18 and text.endswith("000") and not id_card.checksum_ok(text)


def is_scientific(value: Any, text: str) -> bool:
    """证件号码被当成数字存了：写成科学计数，或大到末尾几位已丢。"""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return abs(value) >= LONG_NUMBER
    head, mark, tail = text.upper().partition("E")
    return bool(mark) and head.replace(".", "").isdigit() and tail.lstrip("+").isdigit()


def read_mobile(value: Any) -> Reading:
    """手机号：去空格、连接符和 +86。"""
    original, text, rules = _clean(value)
    text = _squeeze(text, rules)
    bare = text.translate(DASH)
    if bare != text:
        text = bare
        rules.append(DASHES)
    for prefix in ("+86", "0086"):
        if text.startswith(prefix):
            text = text[len(prefix) :]
            rules.append(COUNTRY)
    if len(text) == 13 and text.startswith("86"):
        text = text[2:]
        rules.append(COUNTRY)
    return Reading(text, tuple(rules), original)


def read_amount(value: Any) -> tuple[Reading, Decimal | None]:
    """缴存基数：去货币符号、千分位、全角；读不成金额时第二项为空。"""
    original, text, rules = _clean(value)
    text = _squeeze(text, rules)
    bare = text.strip(CURRENCY_MARKS)
    for word in ("人民币", "RMB", "元整", "元"):
        bare = bare.removeprefix(word).removesuffix(word)
    bare = bare.strip(CURRENCY_MARKS)
    if text and not bare:
        return Reading(text, tuple(rules), original), None
    if bare != text:
        text = bare
        rules.append(CURRENCY)
    if "," in text:
        if not _well_grouped(text):
            return Reading(text, tuple(rules), original), None
        text = text.replace(",", "")
        rules.append(THOUSANDS)
    return Reading(text, tuple(rules), original), _amount(value, text)


def _well_grouped(text: str) -> bool:
    """逗号只能是千分位：17,495.47 可以，1,74 不可以。"""
    whole = text.lstrip("-").partition(".")[0].split(",")
    return bool(whole[0]) and len(whole[0]) <= 3 and all(len(part) == 3 for part in whole[1:])


def _amount(value: Any, text: str) -> Decimal | None:
    if not text.isascii() or not text.lstrip("+-")[:1].isdigit() or "E" in text.upper() or "_" in text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if abs(number) >= BIG:
        return number
    exact = number.quantize(Decimal("0.01"))
    if exact != number and not (isinstance(value, float) and abs(exact - number) < Decimal("0.000001")):
        return None
    return exact


@lru_cache(FEW, typed=True)
def read_ratio(value: Any) -> tuple[Reading, Decimal | None]:
    """缴存比例：带 % 的照读；不大于 1 的当小数（0.08 → 8，1 → 100）；大于 1 的当百分数。"""
    original, text, rules = _clean(value)
    text = _squeeze(text, rules)
    percent = text.endswith("%")
    body = text.removesuffix("%")
    if not body.isascii() or not body.lstrip("+-")[:1].isdigit() or "_" in body or "E" in body.upper():
        return Reading(text, tuple(rules), original), None
    try:
        number = Decimal(body)
    except InvalidOperation:
        return Reading(text, tuple(rules), original), None
    if percent:
        rules.append(PERCENT)
    elif abs(number) <= 1:
        number = number * 100
        rules.append(FRACTION)
    if isinstance(value, float) and abs(number) < 10**6:
        near = number.quantize(Decimal("0.01"))  # 表格软件的小数有尾差：0.07 存成 0.0700000001
        number = near if abs(near - number) < Decimal("0.000001") else number
    return Reading(percent_json(number), tuple(rules), original), number

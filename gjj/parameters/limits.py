"""改参数：数值怎么读、守不守界限。"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet

from gjj.declarations.errors import BizError
from gjj.money.amounts import is_coded
from gjj.parameters.declared import bounds_of, orders_of
from gjj.parameters.labels import choices_like, in_words
from gjj.parameters.models import Parameter
from gjj.regulations.lookup import title as article_title

LONGEST = 200
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
"""时刻的写法：00:00 到 23:59。"""
PLACES: Mapping[str, Decimal] = {"money": Decimal("0.01"), "percent": Decimal("0.01"), "rate": Decimal("0.0000001")}
"""各类最小写到几位。"""
BELOW: Mapping[str, Decimal] = {"money": Decimal(10**10), "percent": Decimal("100.01"), "rate": Decimal(1)}
"""各类要小于几：金额一百亿元，百分数不过一百，年利率不到百分之百。"""
WAYS = {
    "money": "请写金额，两位小数以内，如 2350.00。", "percent": "请写零到一百的百分数，如 12。",
    "rate": "请写年利率，如 2.85%。", "int": "请写整数。", "bool": "请选是或否。", "choice": "请从选项里选。",
    "time": "请写几点几分，两位数加冒号，如 08:00、21:30。", "text": "请写文字，二百字以内。",
}  # fmt: skip


NOT_MADE = "申请没有提交。"


def refused(code: str, said: str, fix: str, status: int = 422, article: str | None = None) -> BizError:
    """申请没有提交的拒绝。"""
    return BizError(code, f"{said}申请没有提交。", status=status, fix=fix, article=article)


def all_refused(found: Sequence[tuple[str, BizError]]) -> BizError:
    """几处不对一次说全：编码、状态照头一处，errors 逐处写是哪一栏；只有一处的就是它。"""
    first = found[0][1]
    if len(found) == 1:
        return first
    said = [(field, one, one.detail.removesuffix(NOT_MADE)) for field, one in found]
    faults, fix = "".join(text for _, _, text in said), "".join(dict.fromkeys(one.fix for _, one, _ in said))
    return BizError(
        first.code, f"{faults}申请没有提交。", status=first.status, article=first.article, fix=fix,
        errors=[{"field": field, "code": one.code, "message": text} for field, one, text in said],
    )  # fmt: skip


def read_value(row: Parameter, value: str) -> str:
    """按类型读一遍，写成库里的写法；读不懂的抛 BizError。"""
    wrong = refused("parameter_value", f"「{value}」不是这个参数的写法。", WAYS[row.kind])
    if row.kind in PLACES:
        return _number(row, value, wrong)
    known: Mapping[str, bool] = {
        "int": value.isascii() and value.isdigit() and len(value) < 7, "bool": value in ("true", "false"),
        "choice": value in choices_like(row.value), "time": CLOCK.fullmatch(value) is not None,
        "text": 0 < len(value) <= LONGEST,
    }  # fmt: skip
    if not known.get(row.kind, False):
        raise wrong
    return str(int(value)) if row.kind == "int" else value


def _number(row: Parameter, value: str, wrong: BizError) -> str:
    """金额两位小数，利率七位；百分数写到最短。"""
    text = value.replace(",", "")
    is_percent = text.endswith("%") and row.kind != "money"
    try:
        if is_coded(text):
            raise wrong
        number = Decimal(text.removesuffix("%") if is_percent else text)
        number = number / 100 if is_percent and row.kind == "rate" else number
        exact = number.quantize(PLACES[row.kind])
    except InvalidOperation:
        raise wrong from None
    if exact != number or not 0 <= exact < BELOW[row.kind]:
        raise wrong
    return f"{exact.normalize():f}" if row.kind == "percent" else f"{exact:f}"


def limit_faults(row: Parameter, value: str, day: date) -> list[BizError]:
    """守不守登记的界限：在上下之间，不大过（小过）另一个；不守的每一处一条，都守着是空的。"""
    if row.kind not in (*PLACES, "int"):
        return []
    number, found = Decimal(value), []
    for one in bounds_of(row.code):
        if not Decimal(one.least) <= number <= Decimal(one.most):
            least, most = in_words(row.kind, one.least), in_words(row.kind, one.most)
            found.append(refused(
                "parameter_out_of_bounds", f"「{row.label}」要在 {least} 到 {most} 之间，{in_words(row.kind, value)} 不行。",
                "请改数值。", article=one.article,
            ))  # fmt: skip
    for other in beside(row.code, row.area, day):
        is_low = any(one.low == row.code and one.high == other.code for one in orders_of(row.code))
        if number > Decimal(other.value) if is_low else number < Decimal(other.value):
            found.append(refused(
                "parameter_out_of_order",
                f"「{row.label}」{in_words(row.kind, value)} {'大于' if is_low else '小于'}「{other.label}」"
                f"{in_words(other.kind, other.value)}。",
                "请改数值，或先改另一个参数。",
            ))  # fmt: skip
    return found


def beside(code: str, area: str, day: date) -> QuerySet[Parameter]:
    """和它分先后的那些参数，从那一天起的各期；全市的和各区域都比，区域的只和本区域、全市的比。"""
    codes = {name for one in orders_of(code) for name in (one.low, one.high)} - {code}
    rows = Parameter.objects.filter(Q(valid__endswith__gt=day) | Q(valid__upper_inf=True), code__in=codes)
    if area != "*":
        rows = rows.filter(area__in=(area, "*"))
    return rows.order_by("code", "area", "valid")


def basis(article: str) -> str:
    """依据的条款名；没有的为空。"""
    return article_title(article) if article else ""


def facts_of(row: Parameter) -> list[Any]:
    """一期：区域、从哪天、到哪天、数值、依据。"""
    return [
        row.area,
        row.valid.lower.isoformat(),
        row.valid.upper and row.valid.upper.isoformat(),
        row.value,
        row.article,
    ]

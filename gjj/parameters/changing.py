"""改参数：从不改已有的行，从某一天零点起添一期；两个人才改得动（审批的一类）。"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.parameters.labels import CHOICES, in_words
from gjj.parameters.models import Parameter
from gjj.periods.days import SHANGHAI
from gjj.regulations.lookup import title as article_title

LONGEST = 200


def midnight(day: date) -> datetime:
    """北京时间这一天的零点：参数从这一刻起算数。"""
    return datetime.combine(day, time(), SHANGHAI)


class ParameterChange:
    """一个参数从某天零点起改成新的数值。"""

    kind = "parameters.change"
    title = "改参数"

    def may_propose(self, by: Actor) -> None:
        """能不能提。"""
        require(by, "parameters.propose")

    def may_approve(self, by: Actor) -> None:
        """能不能批。"""
        require(by, "parameters.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的一期：编码、区域、数值、依据、从哪天起。数值的写法不合类型、没有变、那一期已经定了终点的抛 BizError。"""
        code, area = str(asked["code"]), str(asked.get("area") or "*")
        day = effective_at.astimezone(SHANGHAI).date()
        if effective_at != midnight(day):
            raise _refused("parameter_not_midnight", "参数只能从某一天的零点起改。", "请选生效的日子。")
        now_ = self._row_on(code, area, day)
        value = _read(now_.kind, str(asked["value"]).strip())
        article = str(asked.get("article", now_.article)).strip()
        if (value, article) == (now_.value, now_.article):
            raise _refused(
                "parameter_unchanged", f"「{now_.label}」那时已经是 {in_words(now_.kind, value)}。", "不用改。"
            )
        if now_.valid.upper is not None and now_.valid.lower != day:
            raise _refused(
                "parameter_period_fixed", f"「{now_.label}」{now_.valid.lower} 起的一期已经定到 {now_.valid.upper}，中间不能再改。",
                f"请从 {now_.valid.upper} 起改。",
            )  # fmt: skip
        return {
            "code": code, "area": area, "value": value, "article": article, "note": str(asked.get("note", "")).strip()[:LONGEST],
            "valid_from": day.isoformat(),
        }  # fmt: skip

    def _row_on(self, code: str, area: str, day: date) -> Parameter:
        """那天在用的一行；区域没有单列的看全市的，没有这个参数的抛 BizError。"""
        rows = Parameter.objects.filter(code=code, area=area, valid__contains=day)
        found = rows.first() or Parameter.objects.filter(code=code, area="*", valid__contains=day).first()
        if found is None:
            raise _refused("parameter_not_found", "那一天没有这个参数。", "请从参数的清单里选。", 404)
        return found

    def current(self, content: Facts) -> dict[str, Any]:
        """那一天起的各期。"""
        day = date.fromisoformat(content["valid_from"])
        rows = Parameter.objects.filter(code=content["code"], area__in={content["area"], "*"}).order_by("area", "valid")
        return {
            "rows": [
                [one.area, one.valid.lower.isoformat(), one.valid.upper and one.valid.upper.isoformat(), one.value, one.article]
                for one in rows
                if one.valid.upper is None or one.valid.upper > day
            ]
        }  # fmt: skip

    def named(self, content: Facts) -> str:
        """改哪个参数，从哪天起。"""
        row = self._row_on(content["code"], content["area"], date.fromisoformat(content["valid_from"]))
        return f"{row.label} {content['valid_from']} 起改为 {in_words(row.kind, content['value'])}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """数值、依据、从哪天起。"""
        kind = Parameter.objects.filter(code=content["code"]).values_list("kind", flat=True)[0]
        old = _before(content, before)
        found = [Change("数值", in_words(kind, old[3]), in_words(kind, content["value"]))]
        if old[4] != content["article"]:
            found.append(Change("依据", _basis(old[4]), _basis(content["article"])))
        return [*found, Change("从哪天起", old[1], content["valid_from"])]

    def apply(self, content: Facts, by: Actor, at: datetime) -> dict[str, Any]:
        """在用的一期没有终点的补上终点，添新的一期；后面已经定了的不动。"""
        day = date.fromisoformat(content["valid_from"])
        rows = list(
            Parameter.objects.select_for_update().filter(code=content["code"], area=content["area"]).order_by("valid")
        )
        later = [one.valid.lower for one in rows if one.valid.lower > day]
        model = self._row_on(content["code"], content["area"], day)
        for one in rows:
            if one.valid.upper is None and one.valid.lower < day:
                one.valid = DateRange(one.valid.lower, day)
                one.save(update_fields=("valid",))
        made = Parameter.objects.create(
            code=model.code, label=model.label, area=content["area"], valid=DateRange(day, min(later, default=None)),
            kind=model.kind, value=content["value"], article=content["article"], note=content["note"] or model.note,
            confidence="certain", origin="approved", created_at=at,
        )  # fmt: skip
        return {"parameter": made.pk}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改回原来的数值和依据。"""
        old = _before(content, before)
        return {"code": content["code"], "area": content["area"], "value": old[3], "article": old[4]}


def _before(content: Facts, before: Facts) -> list[Any]:
    """那一天原来在用的一行：本区域单列的先，没有的看全市的。"""
    day = content["valid_from"]
    rows = [one for one in before["rows"] if one[1] <= day]
    found: list[Any] = max(rows, key=lambda one: (one[0] == content["area"], one[1]))
    return found


def _basis(article: str) -> str:
    return article_title(article) if article else ""


def _refused(code: str, said: str, fix: str, status: int = 422) -> BizError:
    return BizError(code, f"{said}申请没有提交。", status=status, fix=fix, money="没有任何款项变动。")


def _read(kind: str, value: str) -> str:
    """按类型读一遍，写成库里的写法；读不懂的抛 BizError。"""
    wrong = _refused("parameter_value", f"「{value}」不是这个参数的写法。", _WAYS.get(kind, "请对照现在的写法。"))
    if kind in ("money", "percent", "rate"):
        try:
            number = Decimal(value.replace(",", ""))
        except InvalidOperation:
            raise wrong from None
        if not number.is_finite() or number < 0:
            raise wrong
        return f"{number:f}"
    known: Mapping[str, bool] = {
        "int": value.isascii() and value.isdigit(), "bool": value in ("true", "false"), "choice": value in CHOICES,
        "text": 0 < len(value) <= LONGEST,
    }  # fmt: skip
    if not known.get(kind, False):
        raise wrong
    return str(int(value)) if kind == "int" else value


_WAYS = {
    "money": "请写金额，如 2350.00。", "percent": "请写百分数，如 12。", "rate": "请写利率，如 0.0285。", "int": "请写整数。",
    "bool": "请选是或否。", "choice": "请从选项里选。", "text": "请写文字，二百字以内。",
}  # fmt: skip

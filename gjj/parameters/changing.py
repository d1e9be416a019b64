"""改参数：从不改已有的行，从某一天零点起添一期；两个人才改得动（审批的一类）。"""

from datetime import date, datetime, time
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.parameters.declared import guarded
from gjj.parameters.labels import in_words
from gjj.parameters.limits import LONGEST, all_refused, basis, beside, facts_of, limit_faults, read_value, refused
from gjj.parameters.models import Parameter
from gjj.periods.days import SHANGHAI
from gjj.regulations.lookup import in_force

GUARD_SAID = "安全管理员：守着登录、口令、查看、导出的是安全参数"


def midnight(day: date) -> datetime:
    """北京时间这一天的零点：参数从这一刻起算数。"""
    return datetime.combine(day, time(), SHANGHAI)


class ParameterChange:
    """一个参数从某天零点起改成新的数值。"""

    kind = "parameters.change"
    title = "改参数"
    by_day = True

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "parameters.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批：安全参数由安全管理员批，别的由主任、系统管理员批。"""
        if content["code"] in guarded():
            require(by, "parameters.guards.approve")
        else:
            require(by, "parameters.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的一期：编码、区域、数值、依据、从哪天起。数值的写法不合类型的、有一处不行的（faults）抛 BizError。"""
        code, area = str(asked["code"]), str(asked.get("area") or "*")
        day = effective_at.astimezone(SHANGHAI).date()
        if effective_at != midnight(day):
            raise refused("parameter_not_midnight", "参数只能从某一天的零点起改。", "请选生效的日子。")
        now_ = row_on(code, area, day)
        value = read_value(now_, str(asked["value"]).strip())
        article = str(asked.get("article", now_.article)).strip()
        if found := faults(now_, area=area, value=value, article=article, day=day):
            raise all_refused(found)
        return {
            "code": code, "area": area, "value": value, "article": article, "note": str(asked.get("note", "")).strip()[:LONGEST],
            "valid_from": day.isoformat(),
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """那一天起的各期，和同它分先后的参数的各期。"""
        day = date.fromisoformat(content["valid_from"])
        rows = Parameter.objects.filter(code=content["code"], area__in={content["area"], "*"}).order_by("area", "valid")
        found = {"rows": [facts_of(one) for one in rows if one.valid.upper is None or one.valid.upper > day]}
        others = [[one.code, *facts_of(one)[:4]] for one in beside(content["code"], content["area"], day)]
        return {**found, "beside": others} if others else found

    def named(self, content: Facts) -> str:
        """改哪个参数，从哪天起。"""
        row = row_on(content["code"], content["area"], date.fromisoformat(content["valid_from"]))
        return f"{row.label} {content['valid_from']} 起改为 {in_words(row.kind, content['value'])}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """数值、依据、从哪天起。"""
        kind = Parameter.objects.filter(code=content["code"]).values_list("kind", flat=True)[0]
        old = _before(content, before)
        found = [Change("数值", in_words(kind, old[3]), in_words(kind, content["value"]))]
        if old[4] != content["article"]:
            found.append(Change("依据", basis(old[4]), basis(content["article"])))
        found.append(Change("从哪天起", old[1], content["valid_from"]))
        return [*found, Change("谁批", "", GUARD_SAID)] if content["code"] in guarded() else found

    def about(self, content: Facts) -> list[str]:
        """哪个参数。"""
        return [f"parameter:{content['code']}"]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """在用的一期没有终点的补上终点，添新的一期；后面已经定了的不动。"""
        day = date.fromisoformat(content["valid_from"])
        rows = list(
            Parameter.objects.select_for_update().filter(code=content["code"], area=content["area"]).order_by("valid")
        )
        later = [one.valid.lower for one in rows if one.valid.lower > day]
        model = row_on(content["code"], content["area"], day)
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


def row_on(code: str, area: str, day: date) -> Parameter:
    """那天在用的一行；区域没有单列的看全市的，没有这个参数的抛 BizError。"""
    rows = Parameter.objects.filter(code=code, area=area, valid__contains=day)
    found = rows.first() or Parameter.objects.filter(code=code, area="*", valid__contains=day).first()
    if found is None:
        raise refused("parameter_not_found", "那一天没有这个参数。", "请从参数的清单里选。", 404)
    return found


def faults(row: Parameter, *, area: str, value: str, article: str, day: date) -> list[tuple[str, BizError]]:
    """``row`` 那天起改成这样，哪几处不行：没有变、那一期定了、没有这一条依据、过了界限；（哪一栏，怎么说），一次说全。"""
    found = []
    if (value, article) == (read_value(row, row.value), row.article):
        said = f"「{row.label}」那时已经是 {in_words(row.kind, value)}。"
        found.append(("value", refused("parameter_unchanged", said, "不用改。")))
    if row.area == area and row.valid.lower == day:
        said = f"「{row.label}」{day} 起已经有新的一期。"
        found.append(("day", refused("parameter_period_fixed", said, "请改选后面的日子。", 409)))
    elif row.area == area and row.valid.upper is not None:
        said = f"「{row.label}」{row.valid.lower} 起的一期已经定到 {row.valid.upper}，中间不能再改。"
        found.append(("day", refused("parameter_period_fixed", said, f"请从 {row.valid.upper} 起改。")))
    if article and not _known(article, day):
        said = "依据的条款那一天没有效力，或者没有这一条。"
        found.append(("article", refused("parameter_article", said, "请从条款的清单里选。")))
    return found + [("value", one) for one in limit_faults(row, value, day)]


def _before(content: Facts, before: Facts) -> list[Any]:
    """那一天原来在用的一行：本区域单列的先，没有的看全市的。"""
    day = content["valid_from"]
    rows = [one for one in before["rows"] if one[1] <= day]
    found: list[Any] = max(rows, key=lambda one: (one[0] == content["area"], one[1]))
    return found


def _known(article: str, day: date) -> bool:
    """目录里有这一条，那一天有效力。"""
    try:
        return in_force(article, day)
    except KeyError:
        return False

"""推导的存法：账上只存算数用到的几个数，看的时候由同一个规则函数说成话。"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from deposits.rules.contribution import Contribution, compute_contribution
from deposits.rules.make_up import owed_for_month, owed_term
from gjj.declarations.explanations import Explanation
from gjj.money.amounts import money_json, percent_json
from gjj.money.rounding import ROUNDING_POLICIES

VERSION = 1


def pack(
    *, base: Decimal, employer_ratio: Decimal, personal_ratio: Decimal, floor: Decimal, cap: Decimal, rounding: str
) -> dict[str, Any]:
    """一个月缴存额算数用到的几个数。"""
    return {
        "v": VERSION,
        "base": money_json(base),
        "er": percent_json(employer_ratio),
        "pr": percent_json(personal_ratio),
        **limits_json(floor, cap),
        "r": rounding,
    }


def limits_json(floor: Decimal, cap: Decimal) -> dict[str, str]:
    """推导里上下限的写法。"""
    return {"floor": money_json(floor), "cap": money_json(cap)}


def unpack(facts: Mapping[str, Any]) -> Contribution:
    """由存下的几个数重算，连同推导；版本不认得抛 ValueError。"""
    if facts.get("v") != VERSION or facts.get("r") not in ROUNDING_POLICIES:
        raise ValueError("存下的推导版本不认得")
    return compute_contribution(
        base=Decimal(facts["base"]),
        employer_ratio=Decimal(facts["er"]),
        personal_ratio=Decimal(facts["pr"]),
        floor=Decimal(facts["floor"]),
        cap=Decimal(facts["cap"]),
        rounding=facts["r"],
        clamp=False,
    )


def explain(derivation: Any) -> list[dict[str, Any]]:
    """存下的推导说成话：[{"text", "article"?}]；没有推导的为空。"""
    if isinstance(derivation, Mapping):
        told = unpack(derivation)
        return [*told.explanation.as_json(), *_made_up(derivation, told)]
    return list(derivation) if isinstance(derivation, list) else []


def _made_up(facts: Mapping[str, Any], should: Contribution) -> list[dict[str, Any]]:
    """补缴的最后一句：应缴减那时已缴的；不是补缴的没有。"""
    if "paid_e" not in facts:
        return []
    paid = Decimal(facts["paid_e"]), Decimal(facts["paid_p"])
    owed = owed_for_month(should, *paid)
    term = owed_term(owed.employer_amount, owed.personal_amount, *paid)
    return Explanation((term,)).as_json()

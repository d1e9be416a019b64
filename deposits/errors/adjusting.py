"""补缴、比例调整、年度基数调整的拒绝。"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError
from gjj.money.amounts import ZERO, format_money, percent_json
from gjj.periods.month import Month

if TYPE_CHECKING:
    from deposits.rules.adjust import RatioTerms


def make_up_refused(
    code: str, month: Month, *, base: Decimal = ZERO, floor: Decimal = ZERO, cap: Decimal = ZERO
) -> BizError:
    """这个月不能补缴，或者那时的基数不对。"""
    said = f"{month.label}的缴存基数 {format_money(base)} 元"
    detail, article, fix = {
        "before_first": (f"{month.label}单位还没有在本中心开户，不能补缴。", "TL-14", "请从单位开户的首月起选；更早的欠缴请到柜面办理。"),
        "not_remitted": (f"{month.label}单位还没有汇缴，不用补缴。", "TL-19", f"请先办{month.label}的汇缴，那个月的职工都在汇缴书里。"),
        "base_below_floor": (f"{said}，低于那时的下限 {format_money(floor)} 元。", "CITY-BASE", f"请填 {format_money(floor)} 到 {format_money(cap)} 之间的基数。"),
        "base_above_cap": (f"{said}，高于那时的上限 {format_money(cap)} 元。", "WH5-03", f"请填 {format_money(floor)} 到 {format_money(cap)} 之间的基数。"),
    }[code]  # fmt: skip
    return BizError(
        code,
        f"{detail}没有生成补缴书。",
        status=409 if "base" not in code else 422,
        article=article,
        money=STILL,
        fix=fix,
    )


def sealed_then(names: Sequence[str], month: Month) -> BizError:
    """那个月账户封存着，不能当漏缴补。"""
    who = "、".join(names[:3]) + (f" 等 {len(names)} 人" if len(names) > 3 else "")
    return BizError(
        "sealed_then", f"{who}{month.label}账户是封存的，停缴的月份本来不缴，不算整月漏缴。没有生成补缴书。", status=409, article="TL-15",
        money=STILL, fix="那个月没有在本单位领工资的，不要补，请去掉这个月；确实在岗、该缴没缴的，补缴原因选「录用后没有及时开户、启封」再补。",
    )  # fmt: skip


def nothing_owed(name: str, month: Month, paid: Decimal) -> BizError:
    """那个月已经缴够。"""
    return BizError(
        "nothing_owed", f"{name}{month.label}已缴（连同没付完的补缴）{format_money(paid)} 元，已经够那个月应缴的，没有生成补缴书。",
        status=409, article="WH5-06", money=STILL, fix="基数当时报少了的，请填那个月应有的基数；没付完的补缴书在「补缴」里看。",
    )  # fmt: skip


def make_up_people(most: int) -> BizError:
    """名单空、太多或者重复。"""
    return BizError(
        "make_up_people", f"请写 1 到 {most} 名职工，同一个人只写一次，没有生成补缴书。", money=STILL, fix="请核对个人账号，分几份补。",
    )  # fmt: skip


SIDES = {"employer_ratio": "单位比例", "personal_ratio": "个人比例"}
"""比例的两栏。"""


def ratio_refused(code: str, terms: "RatioTerms", year: int, sides: Mapping[str, str] | None = None) -> BizError:
    """比例不能这样调；terms 是办理日的规定，year 是缴存年度；sides 是哪一栏为什么不行，一次说全，各说在自己那一栏。"""
    lowest, highest, step = percent_json(terms.low), percent_json(terms.high), percent_json(terms.step)
    _, last = Month.ends_of_fund_year(year)
    known = {
        "ratio_same": ("新的比例和现在一样。", None, "请填新的比例。"),
        "ratio_step": (f"缴存比例要是 {step} 个百分点的整数倍。", None, f"请填 {lowest}% 到 {highest}% 之间、{step} 个百分点整数倍的比例。"),
        "ratio_above_max": (f"缴存比例不高于 {highest}%。", "WH5-02", f"请填 {lowest}% 到 {highest}% 之间的比例。"),
        "ratio_needs_approval": (f"低于 {lowest}%（或按本市规定调低）要先经职工代表大会或者工会讨论通过，再由中心审核批准，这里不能直接办。", "WH5-04", "请带职代会或工会的决议、降低缴存比例申请书和单位困难情况说明到柜面书面申请；这样的调整网上和后台现在都还不能登记，批准以后怎么缴由柜面告知，批准以前照现在的比例缴。"),
        "ratio_adjusted_this_year": (f"{year} 缴存年度已经调过 {terms.most_a_year} 次比例，本市一个缴存年度最多 {terms.most_a_year} 次，本年度不能再调。", None, f"请从{(last + 1).label}的汇缴起再办；刚调错的可以先撤销那一次。"),
    }  # fmt: skip
    detail, article, fix = known[code]
    wrong = sides or {}
    if len(set(wrong.values())) > 1:
        detail = "".join(f"{SIDES[side]}：{known[one][0]}" for side, one in wrong.items())
    return BizError(
        code,
        f"{detail}没有调整，职工的月缴存额没有变动。",
        errors=[
            {"field": side, "label": SIDES[side], "code": one, "message": known[one][0], "fix": known[one][2]}
            for side, one in wrong.items()
        ],
        status=409 if "year" in code else 422,
        article=article,
        money=STILL,
        fix=fix,
    )


def ratio_out_of_range(side: str, ratio: Decimal, low: Decimal, high: Decimal, article: str) -> BizError:
    """缴存比例不在范围里，依据 article。"""
    lowest, highest = percent_json(low), percent_json(high)
    return BizError(
        "ratio_out_of_range", f"{side}缴存比例 {percent_json(ratio)}% 不在 {lowest}% 到 {highest}% 之间，没有开户。",
        article=article, money=STILL, fix=f"请填 {lowest}% 到 {highest}% 之间的比例。",
    )  # fmt: skip


def yearly_closed(month: Month, first: int, last: int) -> BizError:
    """不在年度基数调整的月份里。"""
    return BizError(
        "window_closed", f"{month.label}不在办理年度基数调整的月份里（每年 {first} 月到 {last} 月），没有生成名单。", status=409,
        article="TL-16", money=STILL, fix="个别职工的基数要改，请在当月的变更清册里写「基数调整」。",
    )  # fmt: skip


def cannot_undo(number: str, month: Month) -> BizError:
    """用上了的调整不能撤。"""
    return BizError(
        "cannot_undo", f"调整书 {number} 从{month.label}起已经用上了，或者之后又调过，不能撤销。没有任何改动。", status=409, money=STILL,
        fix=f"{month.label}的汇缴书还没付款的，先撤销汇缴书；之后又调过的，从最后一次撤起。",
    )  # fmt: skip

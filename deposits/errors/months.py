"""月份的拒绝：已缴、跳月、没到、预缴太远、几个月一起办不成。"""

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError
from gjj.periods.month import Month


def month_refused(code: str, month: Month, open_month: Month) -> BizError:
    """这个月不能办：已缴、跳月、还没到。"""
    if code == "already_paid":
        return BizError(
            "already_paid", f"{month.label}已经汇缴入账，不能再办。", status=409, money="已入账的款项没有变动。",
            fix=f"现在应办的是{open_month.label}。",
        )  # fmt: skip
    if code == "month_skipped":
        return BizError(
            "month_skipped", f"汇缴要逐月办理，现在应办{open_month.label}，不能跳到{month.label}。", status=409,
            article="TL-20", money=STILL, fix=f"请先办{open_month.label}。", extra={"open_month": str(open_month), "articles": ["TL-19", "TL-20"]},
        )  # fmt: skip
    return BizError(
        "month_not_open", f"{month.label}还没有到，不能提前办理。", status=409, money=STILL,
        fix=f"请到{month.label}再办；现在各月都已办完就不用办了。",
    )  # fmt: skip


def prepay_too_far(month: Month, last: Month, current: Month) -> BizError:
    """预缴太远，或者本市不办预缴。"""
    if last <= current:
        said, fix = f"现在不能提前办{month.label}的汇缴，没有生成汇缴书。", f"请到{month.label}再办。"
    else:
        said, fix = (
            f"预缴最多到{last.label}，不能办{month.label}，没有生成汇缴书。",
            f"请选到{last.label}为止；以后的月份到时候再办。",
        )
    return BizError("month_not_open", said, status=409, money=STILL, fix=fix, extra={"last_month": str(last)})


def draft_waiting(month: Month, list_id: int) -> BizError:
    """有一份草稿等着单位定。"""
    return BizError(
        "draft_waiting", f"{month.label}有一份没有确认的变更清册，不能当作与上月相同。没有生成任何汇缴书。", status=409, money=STILL,
        fix="请先确认或作废那份清册，再回来一起办。", extra={"id": list_id},
    )  # fmt: skip


def later_month_stands(number: str, month: Month, later: Month) -> BizError:
    """后面的月份还有汇缴书。"""
    return BizError(
        "later_month_stands", f"{later.label}的汇缴书还在，不能先撤销{month.label}的 {number}。没有任何改动。", status=409,
        article="TL-20", money=STILL, fix=f"汇缴逐月相连，请从最后一个月（{later.label}）撤起。", extra={"later_month": str(later)},
    )  # fmt: skip


def later_adjustment_stands(number: str, month: Month, adjustment: str, since: Month) -> BizError:
    """从后面的月份起调过比例：现在撤销再生成，这个月就会照新比例算。"""
    return BizError(
        "later_adjustment_stands", f"从{since.label}起调过比例（调整书 {adjustment}），现在撤销{month.label}的 {number} 再生成，就会照新的比例算。没有撤销，没有任何改动。",
        status=409, article="TL-18", money=STILL, fix=f"请先撤销比例调整 {adjustment}，再撤销这一份；重新生成以后再调比例。",
        extra={"adjustment": adjustment, "effective_month": str(since)},
    )  # fmt: skip

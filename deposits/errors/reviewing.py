"""双人复核的拒绝：还没有生效的，都说清钱没有动。"""

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError


def review_pending(number: str, pk: int, title: str) -> BizError:
    """交了，等复核人：不是办不了，是还没有生效。"""
    return BizError(
        "review_pending", f"本单位开着双人复核，「{title}」已经交给复核人（{number}），还没有生效。", status=409, money=STILL,
        fix="等本单位的复核人看过同意就生效；改了内容要重新交，不办了的可以撤回。", extra={"review": pk}, keeps=True,
    )  # fmt: skip


def switch_pending(number: str, pk: int, is_on: bool) -> BizError:
    """提出了开、关双人复核，等复核人：开关还是原来的样子。"""
    do, now = ("开", "没有开") if is_on else ("关", "开着")
    return BizError(
        "review_pending", f"提出{do}双人复核，已经交给复核人（{number}），现在还{now}。", status=409, money=STILL,
        fix=f"等本单位的复核人看过同意就{do}；不提了的可以撤回。", extra={"review": pk}, keeps=True,
    )  # fmt: skip


def review_changed(number: str) -> BizError:
    """看到的不是现在的内容。"""
    return BizError(
        "review_changed", f"复核单 {number} 提交以后，要生效的内容变了，这一份作废，没有生效。", status=409, money=STILL,
        fix="请经办人照现在的内容重新提交，再看一遍。", keeps=True,
    )  # fmt: skip


def review_ended(number: str, said: str) -> BizError:
    """已经有结果。"""
    return BizError(
        "review_ended", f"复核单 {number} {said}，没有任何改动。", status=409, money=STILL, fix="请刷新清单再看。"
    )


def review_not_found() -> BizError:
    """没有这份复核单，或者是别的单位的。"""
    return BizError(
        "review_not_found",
        "没有这份复核单，没有任何改动。",
        status=404,
        money=STILL,
        fix="请从「双人复核」的清单里重新选。",
    )


def review_same_person() -> BizError:
    """自己交的自己批。"""
    return BizError(
        "review_same_person", "这一份是您自己交的，经办与复核不能是同一个人，没有生效。", status=403, money=STILL,
        fix="请本单位的另一位复核人登录以后办。",
    )  # fmt: skip


def review_needs_reason() -> BizError:
    """退回没有写原因。"""
    return BizError(
        "review_needs_reason",
        "没有写为什么退回，没有退回。",
        money=STILL,
        fix="请写明哪里要改，经办人要看；最多 200 字。",
    )


def review_not_yours() -> BizError:
    """别人交的撤不了。"""
    return BizError(
        "review_not_yours", "这一份不是您交的，没有撤回。", status=403, money=STILL, fix="请交的人自己撤回，或者请复核人退回。"
    )  # fmt: skip


def maker_gone(name: str) -> BizError:
    """提交人已经没有经办身份。"""
    return BizError(
        "review_maker_gone", f"提交人{name}已经没有本单位的经办身份，这一份不能照他的名义办，没有生效。", status=409, money=STILL,
        fix="请退回，由现在的经办人重新提交。",
    )  # fmt: skip


def no_reviewer() -> BizError:
    """没有另一位复核人：开了谁也批不了。"""
    return BizError(
        "review_no_reviewer", "本单位没有另一位复核人，开了双人复核就没有人能批，没有提交。", status=409, money=STILL,
        fix="请管理员先在「本单位的人」里任命复核人。",
    )  # fmt: skip


def switch_already(is_on: bool) -> BizError:
    """本来就是这样。"""
    return BizError(
        "review_switch_already", f"双人复核本来就{'开着' if is_on else '关着'}，没有改动。", status=409, money=STILL, fix="不用再办。"
    )  # fmt: skip


def review_month_by_month(label: str) -> BizError:
    """开着双人复核，系统不代写清册。"""
    return BizError(
        "review_month_by_month", f"本单位开着双人复核，{label}还没有确认过的清册，系统不能代写、代确认，一份也没有生成。", status=409,
        money=STILL, fix=f"请从{label}起逐月点「与上月相同」，复核人看过以后再生成汇缴书。",
    )  # fmt: skip

"""托收的拒绝。"""

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError


def no_agreement() -> BizError:
    """没有生效的托收协议。"""
    return BizError(
        "no_agreement", "本单位现在没有生效的托收协议，没有请银行扣款。", status=409, money=STILL,
        fix="请在「托收」里签一份；本月可以在线付款，或转账附言写缴款识别码。",
    )  # fmt: skip


def make_up_not_collected(number: str) -> BizError:
    """补缴书不托收。"""
    return BizError(
        "make_up_not_collected", f"托收协议只管每月汇缴，补缴书 {number} 没有请银行托收。", status=409, money=STILL,
        fix="请在线付款，或转账附言写缴款识别码。",
    )  # fmt: skip


def agreement_exists(number: str) -> BizError:
    """已经有算数的协议。"""
    return BizError(
        "agreement_exists", f"本单位已经有托收协议 {number}，没有再签。", status=409, money=STILL,
        fix="要改约定日的，先终止现在的协议，再签一份。", extra={"number": number},
    )  # fmt: skip


def terms_not_accepted() -> BizError:
    """没有同意协议文本。"""
    return BizError(
        "terms_not_accepted", "没有勾选同意托收协议，协议没有签。", money=STILL, fix="请读过协议再勾选同意。"
    )


def terms_changed(shown: str, now: str) -> BizError:
    """同意的不是现在的协议文本。"""
    return BizError(
        "terms_changed", "协议文本换了新的一版，您同意的不是现在这一版，协议没有签。", status=409, money=STILL,
        fix=f"请重新读过现在的文本（{now} 版），再勾选同意、签约。", extra={"shown": shown, "now": now},
    )  # fmt: skip


def collection_day_out_of_range(day: int, first: int, last: int) -> BizError:
    """约定日不在范围里。"""
    return BizError(
        "collection_day_out_of_range", f"约定日 {day} 日不在 {first} 日至 {last} 日之间，协议没有签。", money=STILL,
        fix=f"请从 {first} 日至 {last} 日里选一天；落在休息日的顺延到下一个工作日。",
    )  # fmt: skip


def payer_account_changed(number: str) -> BizError:
    """付款账户和签约时不一样了。"""
    return BizError(
        "payer_account_changed", f"单位的付款账户和托收协议 {number} 签的不一样了，没有请银行扣款。", status=409, money=STILL,
        fix="请终止现在的协议，用新的账户重签；本月可以在线付款。",
    )  # fmt: skip


def collected_enough(most: int) -> BizError:
    """一天请得太多。"""
    return BizError(
        "collected_enough", f"今天已经请银行托收 {most} 次，没有再请。", status=409, money=STILL,
        fix="请改用在线付款或转账，或者明天再请。",
    )  # fmt: skip

"""查询、异议、单证、账户的拒绝。"""

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError
from gjj.periods.month import Month


def profile_moved() -> BizError:
    """看过以后别人改了。"""
    return BizError(
        "profile_moved", "您填的时候，这个单位的资料被别人改过了，没有登记。", status=409, money=STILL,
        fix="请重新打开这一页，看现在登记的是什么，再改。",
    )  # fmt: skip


def payer_basis_missing() -> BizError:
    """变更付款账户没有写依据。"""
    return BizError(
        "payer_basis_missing", "变更付款账户没有写依据，没有登记。", money=STILL,
        fix="请写明收到的材料，如加盖公章的变更申请、开户银行的账户证明。",
    )  # fmt: skip


def payer_takes_two() -> BizError:
    """付款账户一个人变更不了。"""
    return BizError(
        "payer_takes_two", "付款账户要一个人提出、另一个人批准才变更，没有登记。", status=409, money=STILL,
        fix="请在「登记单位资料」里填新的付款账号和依据，确认以后等批准。",
    )  # fmt: skip


def payer_unchanged() -> BizError:
    """和登记着的账号一样。"""
    return BizError(
        "payer_unchanged", "和登记着的付款账号一样，申请没有提交。", status=422, money=STILL, fix="不用变更。",
    )  # fmt: skip


def profile_unchanged() -> BizError:
    """什么也没改。"""
    return BizError(
        "profile_unchanged", "和登记着的一样，没有要改的，没有登记。", status=422, money=STILL, fix="请改好要变的栏目再交。",
    )  # fmt: skip


def payday_refused(first: int, last: int) -> BizError:
    """发薪日不是一个月里的一天。"""
    return BizError(
        "payday_refused", f"发薪日要填 {first} 到 {last} 之间的整数，没有登记。", status=422, money=STILL,
        fix=f"月底发薪的请填 {last}；空着就照本市的发薪日。",
    )  # fmt: skip


def no_employer_account() -> BizError:
    """没有，或者不是来人的：两种说法一样，不透露有没有。"""
    return BizError(
        "not_found", "没有找到，或者它不属于您。没有任何改动。", status=404, money=STILL, fix="请核对编号，或从清单里重新进入。",
    )  # fmt: skip


def employer_account_exists(number: str) -> BizError:
    """单位已有账户。"""
    return BizError(
        "employer_account_exists", f"这个单位已有单位账户 {number}，没有再开。", status=409, article="TL-14", money=STILL,
        fix=f"请用原来的单位账户 {number} 办理。",
    )  # fmt: skip


def no_own_account() -> BizError:
    """还没有个人账户。"""
    return BizError(
        "no_own_account", "您还没有住房公积金账户，没有出具单证。", status=404, money=STILL, fix="请向单位人事了解开户，或拨打 12329。",
    )  # fmt: skip


def own_year_empty(year: int) -> BizError:
    """这一年没有明细。"""
    return BizError(
        "own_year_empty", f"您的账户 {year} 年没有明细，没有对账单。", status=404, money=STILL, fix="请换一个有缴存的年份。",
    )  # fmt: skip


def ledger_year_empty(year: int) -> BizError:
    """这一年没有账。"""
    return BizError(
        "ledger_year_empty", f"{year} 年没有单位明细账。", status=404, money=STILL, fix="请换一个有账的年份。",
    )  # fmt: skip


def saved_filter_refused(code: str, detail: str, fix: str) -> BizError:
    """存筛选没有存成。"""
    return BizError(code, detail, money=STILL, fix=fix)


def flag_decision_needed() -> BizError:
    """答复异议时没有选认可还是不改。"""
    return BizError(
        "flag_decision", "没有选「认可，会改正」还是「不改，说明理由」，没有答复。", status=422, money=STILL,
        fix="请点其中一个按钮；写好的话还在。",
    )  # fmt: skip


def flag_refused(code: str, month: Month, limit: int, months: int) -> BizError:
    """异议没有提成。"""
    detail, fix = {
        "flag_open": (f"{month.label}您已经提了一条异议，单位还没有答复，没有再提。", "请等单位答复；说错了可以先撤回那一条，再提。"),
        "flag_too_old": (f"{month.label}太早了，这里只能提最近 {months} 个月的申报，没有提交。", "更早的月份请带工资证明到柜面，或拨打 12329。"),
        "flag_limit": (f"{month.label}您已经提过 {limit} 次，没有再提。", "请和单位当面核对，或到柜面，或拨打 12329。"),
    }[code]  # fmt: skip
    return BizError(code, detail, status=409, money=STILL, fix=fix)


def flag_text_needed(code: str, detail: str, fix: str) -> BizError:
    """异议或答复没写清楚。"""
    return BizError(code, detail, money=STILL, fix=fix)


def flag_closed(status: str) -> BizError:
    """这条异议已经有了结果。"""
    said = {"accepted": "已经认可", "rejected": "已经答复不改", "withdrawn": "职工已经撤回"}[status]
    return BizError(
        "flag_closed", f"这条异议{said}，不能再办。没有任何改动。", status=409, money=STILL, fix="请回清单看别的异议。",
    )  # fmt: skip


def receipt_not_ready(number: str, title: str) -> BizError:
    """没入账的没有回执。"""
    return BizError(
        "receipt_not_ready", f"{title} {number} 还没有入账，没有缴存回执。", status=409, money=STILL,
        fix=f"到账分配之后再来打印；现在可以打印{title}。",
    )  # fmt: skip


def receipt_reversed(number: str, title: str) -> BizError:
    """入账的凭证冲销了，不再出回执。"""
    return BizError(
        "receipt_reversed", f"{title} {number} 入账的凭证已经冲销，不再出具缴存回执；以前出具的已经作废。", status=409,
        money="钱已从职工账户退回单位暂存。", fix=f"经过在{title}页；要重新入账的，在「职工汇缴明细」里点漏缴的格子补缴，单位暂存里可用的能抵缴，不够的再付。",
    )  # fmt: skip


def document_not_found() -> BizError:
    """没有这份单证，或者不是自己的。"""
    return BizError(
        "not_found", "没有找到这份单证，或者它不属于您。", status=404, money=STILL, fix="请从「单证打印」里重新进入。",
    )  # fmt: skip


def register_volume_unknown(volume: int, volumes: int) -> BizError:
    """清册没有这一册。"""
    return BizError(
        "register_volume_unknown", f"这份清册没有第 {volume} 册，没有出具。", status=404, money=STILL,
        fix=f"这份清册共 {volumes} 册，请填 1 到 {volumes}。",
    )  # fmt: skip

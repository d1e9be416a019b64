"""汇缴书、付款、暂存的拒绝。"""

from decimal import Decimal

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError
from gjj.money.amounts import format_money
from gjj.periods.month import Month


def remittance_exists(month: Month, remittance_id: int) -> BizError:
    """这个月已经有汇缴书。"""
    return BizError(
        "remittance_exists", f"{month.label}的汇缴书已经生成，没有再生成。", status=409, money=STILL,
        fix="请用原来的汇缴书付款。", extra={"id": remittance_id},
    )  # fmt: skip


def no_people(month: Month) -> BizError:
    """没有人要缴。"""
    return BizError(
        "no_people", f"{month.label}没有正常缴存的职工，不用汇缴。", status=422, money=STILL, fix="有新职工请先在变更清册里开户并确认。",
    )  # fmt: skip


def receipt_reserved() -> BizError:
    """到账的钱已经有用处。"""
    return BizError(
        "receipt_reserved", "这笔到账的钱已经有用处（等着补足差额、等着退回，或给别的汇缴书抵缴），不能直接冲销。没有记账。", status=409,
        money="余额没有变动。", fix="请先把那份汇缴书办完或撤销，再冲到账的凭证；要退给单位的，请办「退回」。",
    )  # fmt: skip


def refund_gone(number: str, amount: Decimal) -> BizError:
    """退成的退款不能冲。"""
    return BizError(
        "refund_gone", f"退款 {number} 的 {format_money(amount)} 元银行已经付给单位，或者正在付，不能冲销：冲了暂存里又有这笔钱，会退第二遍。没有记账。",
        status=409, money="余额没有变动，退出去的钱在单位账户里。", fix="退错了的，请单位把钱转回来（附言写缴款识别码），或到柜面办；银行退汇的会作为一笔新的到账进来。",
    )  # fmt: skip


def nothing_to_pay() -> BizError:
    """没有等着付款的。"""
    return BizError(
        "nothing_to_pay", "没有等着付款的汇缴书，没有付款。", status=409, money="款项没有变动。",
        fix="付过的在「单位汇缴」里看进度；要办新的月份请先生成汇缴书。",
    )  # fmt: skip


def already_paying(number: str) -> BizError:
    """已经在付款。"""
    return BizError(
        "already_paying", f"汇缴书 {number} 的付款已经交给银行，正在办理，没有重复付款。", status=409,
        money="这一笔只会扣一次款。", fix="请等银行结果，本页会自动更新。",
    )  # fmt: skip


def still_paying(number: str, title: str, said: str) -> BizError:
    """付款还没有结果，不能撤销它；``said`` 是这一次没有办的是什么。"""
    return BizError(
        "still_paying", f"{title} {number} 还有一笔付款在银行办理，{said}，没有任何改动。", status=409, money=STILL,
        fix="请等银行说了结果，再来办。",
    )  # fmt: skip


def refund_while_paying(number: str) -> BizError:
    """付款还没有结果，不能退到的钱：退了又扣成，同一个月就收了两回。"""
    return BizError(
        "refund_while_paying", f"汇缴书 {number} 还有一笔付款在银行办理，到的钱现在不能退，没有退，没有任何改动。", status=409, money=STILL,
        fix="请等银行说了结果：扣成了就入账；没扣成的，再来退。",
    )  # fmt: skip


def already_paid(number: str) -> BizError:
    """已经入账。"""
    return BizError(
        "already_paid", f"汇缴书 {number} 已经入账，没有再付款。", status=409, money="已入账的款项没有变动。",
        fix="不用再付；多付过的部分在单位暂存里，首页看得到。",
    )  # fmt: skip


def remittance_cancelled(number: str) -> BizError:
    """已经撤销。"""
    return BizError(
        "remittance_cancelled", f"汇缴书 {number} 已经撤销，不能再办。", status=409, money=STILL,
        fix="请回首页重新生成这个月的汇缴书，用新的缴款识别码付款。",
    )  # fmt: skip


def cannot_cancel(number: str, status: str, title: str = "汇缴书") -> BizError:
    """付过款的不能撤销。"""
    said, fix = {
        "paying": ("正在付款", "请等银行结果；没扣成时会回到待付款，那时可以撤销。"),
        "mismatch": ("已有款到账", "请补足差额；不办了就先把到的钱退回，再撤销。"),
        "allocated": ("已经入账", "多缴、错缴的请带证明到柜面，由会计冲账更正，或拨打 12329。"),
    }[status]  # fmt: skip
    return BizError(
        "cannot_cancel", f"{title} {number} {said}，不能撤销。没有任何改动。", status=409,
        money=f"这份{title}的款项没有变动。", fix=fix,
    )  # fmt: skip


def amount_not_due(amount: Decimal, due: Decimal) -> BizError:
    """付的不是应付的。"""
    return BizError(
        "amount_not_due", f"本次应付 {format_money(due)} 元，不是 {format_money(amount)} 元，没有付款。", money=STILL,
        fix="请按应付金额付款。",
    )  # fmt: skip


def no_free_suspense() -> BizError:
    """没有可用的暂存。"""
    return BizError(
        "no_free_suspense", "单位暂存里没有可用的钱，没有抵缴，也没有付款。", status=409,
        money="暂存里的钱都已经有用处，一分没有变动。", fix="请直接付款；暂存一共多少、用在哪里，在「单位暂存」看得到。",
    )  # fmt: skip


def refund_too_much(amount: Decimal, free: Decimal) -> BizError:
    """退的多过可用的暂存。"""
    return BizError(
        "refund_too_much", f"可以退回的暂存是 {format_money(free)} 元，不能退 {format_money(amount)} 元，没有退。", status=409,
        money="暂存没有变动。", fix="请改成不超过可退的金额；等着入账、正在退回的不能再退。",
    )  # fmt: skip


def nothing_to_return(number: str) -> BizError:
    """没有要退的。"""
    return BizError(
        "nothing_to_return", f"汇缴书 {number} 没有到账不足的钱可以退回，没有任何改动。", status=409, money="款项没有变动。",
        fix="多付的部分在「单位暂存」里退回。",
    )  # fmt: skip

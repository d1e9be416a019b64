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


def payee_moved(number: str) -> BizError:
    """批的时候，单位登记的付款账户刚刚换过。"""
    return BizError(
        "payee_moved", f"提出以后，单位 {number} 登记的付款账户换过了，和批的不是一个，没有退。", status=409,
        money="没有任何款项变动，钱还在单位暂存。", fix="请不批准这一份，请单位照现在的账户重新提。",
    )  # fmt: skip


def nothing_to_pay(title: str = "汇缴书") -> BizError:
    """没有等着付款的。"""
    fix = {
        "汇缴书": "付过的在「单位汇缴」里看进度；要办新的月份请先生成汇缴书。",
        "补缴书": "付过的在「补缴」里看进度；还有漏缴的请先生成补缴书。",
    }[title]
    return BizError(
        "nothing_to_pay", f"没有等着付款的{title}，没有付款。", status=409, money="款项没有变动。", fix=fix,
    )  # fmt: skip


def already_paying(number: str, title: str) -> BizError:
    """已经在付款。"""
    return BizError(
        "already_paying", f"{title} {number} 的付款已经受理，正在办理，没有重复付款。", status=409,
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


def already_paid(number: str, title: str) -> BizError:
    """已经入账。"""
    return BizError(
        "already_paid", f"{title} {number} 已经入账，没有再付款。", status=409, money="已入账的款项没有变动。",
        fix="不用再付；多付过的部分在单位暂存里，首页看得到。",
    )  # fmt: skip


def remittance_cancelled(number: str, title: str) -> BizError:
    """已经撤销。"""
    fix = {
        "汇缴书": "请回首页重新生成这个月的汇缴书，用新的缴款识别码付款。",
        "补缴书": "还要补的，请在「补缴」里再办一份，用新的缴款识别码付款。",
    }[title]
    return BizError(
        "remittance_cancelled", f"{title} {number} 已经撤销，不能再办。", status=409, money=STILL, fix=fix,
    )  # fmt: skip


def nothing_to_make_up_again(number: str, title: str) -> BizError:
    """不是已冲销的，或者那个月没有人要补了。"""
    return BizError(
        "nothing_to_make_up_again", f"{title} {number} 没有要照原样补缴的人，没有生成补缴书。", status=409, money=STILL,
        fix="只有入账冲销了、那个月还差着的人才照着补；已经补过的、补缴书等着付款的、换了单位的不算。别的请在「补缴」里选职工和月份。",
    )  # fmt: skip


def remittance_reversed(number: str, title: str, where: str, way: str) -> BizError:
    """入了账又冲销了；where、way 是要补缴的钱现在在哪里、怎么付。"""
    return BizError(
        "remittance_reversed", f"{title} {number} 的入账已经冲销，不能再付款。", status=409,
        money=where, fix=f"这个月要缴的，请在「补缴」里办：{way}。",
    )  # fmt: skip


def cannot_cancel(number: str, status: str, title: str = "汇缴书") -> BizError:
    """付过款的不能撤销。"""
    said, fix = {
        "paying": ("正在付款", "请等银行结果；没扣成时会回到待付款，那时可以撤销。"),
        "mismatch": ("已有款到账", "请补足差额；不办了就先把到的钱退回，再撤销。"),
        "reversed": ("的入账已经冲销", "不用撤销：要缴的请补缴，单位暂存里可用的能抵缴。"),
        "allocated": ("已经入账", "整月错缴的请带证明到柜面，由会计冲销这一份，钱退回单位暂存再重新缴；只错一个人的，这个系统现在不能单独更正，请到柜面书面申请或拨打 12329。"),
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


def no_free_suspense(balance: Decimal) -> BizError:
    """没有可用的暂存；balance 是暂存一共有多少。"""
    taken = (
        f"暂存里的 {format_money(balance)} 元都已经有用处，一分没有变动。"
        if balance
        else "单位暂存是 0，没有任何款项变动。"
    )
    return BizError(
        "no_free_suspense", "单位暂存里没有可用的钱，没有抵缴，也没有付款。", status=409, money=taken,
        fix="请直接付款；" + ("暂存用在哪里，在「单位暂存」看得到。" if balance else "多付、到账不足的钱才会留在单位暂存。"),
    )  # fmt: skip


def refund_too_much(amount: Decimal, free: Decimal) -> BizError:
    """退的多过可用的暂存。"""
    return BizError(
        "refund_too_much", f"可以退回的暂存是 {format_money(free)} 元，不能退 {format_money(amount)} 元，没有退。", status=409,
        money="暂存没有变动。", fix="请改成不超过可退的金额；等着入账、正在退回的不能再退。",
    )  # fmt: skip


def over_said(amount: Decimal, total: Decimal, over: Decimal) -> str:
    """为什么算大额：这一笔就超过了，或者今天连这一笔一共超过了。"""
    day = "" if amount > over else f"今天连这一笔一共 {format_money(total)} 元，"
    return f"{day}超过 {format_money(over)} 元"


def refund_takes_two(amount: Decimal, total: Decimal, over: Decimal) -> BizError:
    """大额的退回要中心批准；拆成几笔的照当天的合计。"""
    why = over_said(amount, total, over)
    return BizError(
        "refund_takes_two", f"退 {format_money(amount)} 元，{why}，要中心批准才退，没有退。", status=409,
        money="暂存没有变动。", fix="请经办人在网上业务大厅的「单位暂存」里提出，中心批准以后交银行办理。",
    )  # fmt: skip


def refund_already_asked(number: str) -> BizError:
    """已经有一份等着批的。"""
    return BizError(
        "refund_already_asked", f"已经有一份退回在等中心批准（{number}），没有再提。", status=409, money="暂存没有变动。",
        fix="请等批准，或者在「单位暂存」里先撤回那一份。",
    )  # fmt: skip


def nothing_to_return(number: str, title: str) -> BizError:
    """没有要退的；补缴书到的钱不从它退，先撤销。"""
    fix = {
        "汇缴书": "多付的部分在「单位暂存」里退回。",
        "补缴书": "不补了请先撤销这份补缴书，到的钱转到单位暂存，在「单位暂存」里退回。",
    }[title]
    said = "没有到账不足的钱可以退回" if title == "汇缴书" else "到的钱不能从它这里退"
    return BizError(
        "nothing_to_return", f"{title} {number} {said}，没有任何改动。", status=409, money="款项没有变动。", fix=fix,
    )  # fmt: skip

"""有一笔付款在银行的一份，走到哪一步：送没送到、在不在查证、扣没扣；首页、汇缴书都从这里说。"""

from collections.abc import Sequence
from dataclasses import dataclass

from deposits.models import Remittance
from deposits.selectors.remittances import PURPOSE
from gjj.money.amounts import format_money
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import instructions_for, is_bank_away, still_coming, wait_to_send
from gjj.work.waiting import Wait


@dataclass(frozen=True)
class AtBank:
    """银行那里走到哪一步：title 几个字，said 接下来怎么样。"""

    title: str
    said: str


PAYING = "付款正在办理"
SENDING = AtBank(PAYING, "付款已受理，正在送到银行，通常一分钟内到账。")
UNREACHED = AtBank("付款已受理，银行暂时连不上", "接通后自动送出，不用再付。")
STOPPED = AtBank("付款已受理，还没有送到银行", "系统没能送出，中心查明以后接着送，不用再付；着急的请拨打 12329。")
SENT = AtBank(PAYING, "付款已交银行，通常一分钟内到账。")
ASKING = AtBank(
    "付款正在向银行查证",
    "付款送出以后没有听到银行的回音，扣没扣要查了才知道；不会重送，有了结果马上写在这里，不用再付。",
)
TAKEN = AtBank(PAYING, "银行已经扣款，在等到账的通知，不用再付。")


def at_bank(row: Remittance, instructions: Sequence[Instruction] | None = None) -> AtBank | None:
    """正在付、钱还没到的一份走到哪一步；别的为空。instructions 是查过的付款指令，按先后，不给就查。

    等银行时另外转来一部分、到账不足的，那一笔付款还没有结果，也在这里：叫人等结果，不叫人补差额，免得付两次。
    """
    if row.status not in ("paying", "mismatch") or row.due <= 0:
        return None
    known = instructions_for(PURPOSE, str(row.pk)) if instructions is None else instructions
    last = known[-1] if known else None
    if row.status == "paying":
        return _step(last)
    if last is None or not still_coming(PURPOSE, str(row.pk)):
        return None
    step = _step(last)
    so_far = "银行还没有结果" if last.is_open else "还没有记到"
    paid = f"付款 {format_money(last.amount)} 元{so_far}"
    return AtBank(step.title, f"{step.said}{paid}，等有了结果再付其余的；现在转账补差额，可能付两次。")


def _step(last: Instruction | None) -> AtBank:
    if last is None or last.status == "created":
        return _unsent(wait_to_send(last.pk) if last is not None else None)
    return {"sent": SENT, "unknown": ASKING}.get(last.status, TAKEN)


def _unsent(wait: Wait | None) -> AtBank:
    if wait is not None and wait.status == "dead":
        return STOPPED
    return UNREACHED if wait is not None and is_bank_away(wait) else SENDING

"""结算测试要的几样：照剧本答复的银行、只记账的用途、一条指令、一条到账通知。"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from gjj.actors.actor import system_actor
from gjj.idnumbers.mod11_10 import check_digit
from gjj.ledger.entries import LegDraft, VoucherDraft
from gjj.ledger.services.post import post
from gjj.periods.days import business_date
from gjj.settlement.channels.bank_http import NoAnswer, Notice, Result
from gjj.settlement.models import Instruction
from gjj.settlement.ports import ReceiptFacts
from gjj.settlement.selectors.payments import center_account
from gjj.settlement.services.instructions import collect
from tests import situations as s

PURPOSE = "test.purpose"
CODE = "261124000000001" + check_digit("261124000000001")
"""归试验用途、业务号 1 的缴款识别码。"""
STRANGER = "261124000000002" + check_digit("261124000000002")
"""校验位对，可谁也没有登记过的缴款识别码。"""
_keys = count(1)


def _told(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


class PaperBank:
    """照剧本答复的银行：记下送来的编号；查的答剧本里的，没写的就是没见过；通知按序号一页两条。"""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.on_send: Result | Exception = Result("accepted")
        self.known: dict[str, Result | Exception] = {}
        self.posted: list[Notice] = []
        self.is_silent = False
        self.meanwhile: Callable[[], None] | None = None

    def send(self, *, payment_id: str, **_: Any) -> Any:
        self.sent.append(payment_id)
        return _told(self.on_send)

    def query(self, payment_id: str) -> Any:
        """答复在路上的时候，别人可以先做点什么（meanwhile，一次）。"""
        answer = self.known.get(payment_id, Result("unseen"))
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return _told(answer)

    def notices(self, after: int) -> list[Notice]:
        if self.is_silent:
            raise NoAnswer("ReadTimeout")
        return [one for one in self.posted if one.seq > after][:2]


class PaperPurpose:
    """试验用途：认一个识别码，钱到了借 101 贷 219，没扣成的记下原因。"""

    code = PURPOSE

    def __init__(self) -> None:
        self.got: list[ReceiptFacts] = []
        self.failures: list[tuple[str, str]] = []
        self.troubles: list[Exception] = []

    def resolve(self, payment_code: str) -> str | None:
        return "1" if payment_code == CODE else None

    def lock(self, reference: str) -> None:
        """没有要锁的。"""

    def received(self, reference: str, receipt: ReceiptFacts, at: datetime) -> int:
        legs = (LegDraft("101", debit=receipt.amount), LegDraft("219", credit=receipt.amount, party=1))
        draft = VoucherDraft(f"receipt:{receipt.id}", "receipt", "到账", legs, business_date(at), "test", receipt.id)
        voucher = post(by=system_actor(), draft=draft, at=at)
        if self.troubles:
            raise self.troubles.pop()
        self.got.append(receipt)
        return voucher

    def failed(self, reference: str, reason: str, at: datetime) -> None:
        self.failures.append((reference, reason))


def instruction(reference: str = "1", key: str = "", **change: Any) -> int:
    """写下一条收款指令。"""
    wanted: dict[str, Any] = {
        "payer_account": "6200000000000001", "payer_name": "付款单位", "amount": Decimal("5.00"), "remark": "汇缴",
        "purpose": PURPOSE, "at": s.NOON, **change,
    }  # fmt: skip
    return collect(by=system_actor(), reference=reference, key=key or f"k{next(_keys)}", **wanted)


def of(pk: int) -> Instruction:
    """指令现在的样子。"""
    return Instruction.objects.get(pk=pk)


def notice(seq: int, serial: str = "", **change: Any) -> Notice:
    """一条到账通知，附言里有试验用途的识别码。"""
    facts: dict[str, Any] = {
        "seq": seq, "bank_serial": serial or f"BK{seq}", "account": center_account().number, "amount": Decimal("5.00"),
        "payer_name": "付款单位", "payer_account": "6200000000000001", "remark": f"{CODE} 汇缴", "payment_id": "",
        "booked_at": s.NOON, **change,
    }  # fmt: skip
    return Notice(**facts)

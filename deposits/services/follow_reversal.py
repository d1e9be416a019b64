"""冲账之后：分配冲销了，汇缴书已冲销，回执作废，算了这笔钱的证明、对账单已更正；到账冲销了，回执已更正。汇缴书的经过里写明。退成的退款不能冲：钱已经不在这里。"""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from deposits.errors import receipt_reserved, refund_gone
from deposits.models import Refund, Remittance
from deposits.selectors.month_story import TAKEN_BACK
from deposits.selectors.suspense import free_suspense
from deposits.services.locks import lock_remittance_of_money
from deposits.services.mark_papers import correct_receipt, correct_told, correct_unit_statements, revoke_receipt
from deposits.services.move_remittance import move, remark
from deposits.services.refund_suspense import lock_refund
from deposits.services.tell import tell_receipt_reversed, tell_reversed
from deposits.workflow.remittance import ENDED
from gjj.actors.actor import Actor
from gjj.ledger.ports import Reversed
from gjj.work.services import enqueue

MOVE_BACK = """
UPDATE deposits_account a SET paid_through = s.last
  FROM (SELECT l.account_id, (SELECT max(r.month) FROM deposits_remittanceline o JOIN deposits_remittance r ON r.id = o.remittance_id
                               WHERE o.account_id = l.account_id AND r.status = 'allocated') AS last
          FROM deposits_remittanceline l WHERE l.remittance_id = %s) s
 WHERE a.id = s.account_id AND a.paid_through IS DISTINCT FROM s.last
"""
"""个人的缴至年月退到还算数的最近一个月；单位的不退，逐月办过的月份不重开，要缴的补缴。"""


class RemittanceReversals:
    """汇缴书、补缴书的凭证冲销了。"""

    source_type = "remittance"

    def lock(self, source_id: int) -> None:
        """先锁办件，再锁单位，再锁汇缴书。"""
        lock_remittance_of_money(source_id)

    def foretell(self, source_id: int, kind: str) -> str:
        """分配冲了钱回到单位暂存，到账冲了单位暂存少这一笔。"""
        if kind == "receipt":
            return "单位暂存里少这一笔，出具过的缴存回执标为已更正，单位收到消息（写着冲账原因）。"
        return "钱从每个职工的账户退回单位暂存，出具过的缴存回执作废，入账以后出具的职工缴存证明、对账单和单位年度对账单标为已更正，职工汇缴明细上这个月成了漏缴（还有补差的是少缴）；单位收到消息（写着冲账原因），职工也收到，单位可以补缴，用退回的暂存抵缴。"

    def check(self, source_id: int, kind: str, debits: Decimal) -> None:
        """到账凭证：钱还在等补足、等退回，或已经给别的汇缴书抵缴、给退款留着，冲掉就会付两遍，抛 receipt_reserved（409）。"""
        if kind != "receipt":
            return
        row = Remittance.objects.only("status", "employer_account_id").get(pk=source_id)
        if row.status not in ENDED or free_suspense(row.employer_account_id) < debits:
            raise receipt_reserved()

    def reversed(self, source_id: int, what: Reversed, *, by: Actor, at: datetime) -> None:
        """分配冲销：钱从职工账户回到单位暂存，汇缴书已冲销，回执作废，个人的缴至年月退回去，告诉单位和职工；到账冲销：暂存少了这一笔，回执已更正，告诉单位。"""
        row = Remittance.objects.select_related("employer_account").get(pk=source_id)
        # 单证的记号陌生人看得到：柜面写的原因只写在汇缴书自己的经过里
        why = f"。原因：{what.reason}。冲账凭证 {what.reversal}"
        if what.kind == "receipt":
            said = f"{TAKEN_BACK} {what.serial} 已冲销"
            correct_receipt(row, said, by=by, at=at)
            told = f"出具以后，中心冲销了记在{row.month.label}的一笔到账，单位暂存有变，请要一份新的"
            correct_unit_statements(row.employer_account_id, what, told, by=by, at=at)
            remark(row, at=at, by=by, note=f"{said}{why}")
            tell_receipt_reversed(row, what, at)
            return
        said = f"入账凭证 {what.serial} 已冲销，钱已从职工账户退回单位暂存"
        revoke_receipt(row, said, by=by, at=at)
        correct_told(row, what, by=by, at=at)
        move(row, "reversed", at=at, by=by, note=f"{said}{why}")
        with connection.cursor() as cursor:
            cursor.execute(MOVE_BACK, [row.pk])
        tell_reversed(row, what, at)
        enqueue("deposits.tell_reversed", key=f"reversal:{what.serial}", at=at, remittance_id=row.pk)


class RefundReversals:
    """退款的凭证：银行付成了才有，钱已经到了单位账户。"""

    source_type = "refund"

    def lock(self, source_id: int) -> None:
        """先锁办件，再锁单位，再锁退款。"""
        lock_refund(source_id)

    def foretell(self, source_id: int, kind: str) -> str:
        """付成了的不能冲。"""
        return "钱已经付到单位账户的不能冲：请和单位联系，让单位把钱转回来。"

    def check(self, source_id: int, kind: str, debits: Decimal) -> None:
        """付出去的或者正在付的不能冲：冲了暂存里又有这笔钱，能退第二遍，抛 refund_gone（409）。"""
        row = Refund.objects.get(pk=source_id)
        if row.status in ("paid", "paying"):
            raise refund_gone(row.number, row.amount)

    def reversed(self, source_id: int, what: Reversed, *, by: Actor, at: datetime) -> None:
        """没有付成的没有凭证，走不到这里。"""

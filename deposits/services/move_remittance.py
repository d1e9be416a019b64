"""汇缴书走一步：查表、改状态、记经过。别处不改这个状态。"""

from datetime import datetime

from deposits.models import Remittance, RemittanceEvent
from deposits.workflow.remittance import REMITTANCE


def move(row: Remittance, target: str, *, at: datetime, by: str, note: str) -> None:
    """走到 target；表里没有这一步抛 IllegalTransition。汇缴书由调用者锁住、由调用者保存其余的列。"""
    REMITTANCE.require(row.status, target)
    row.status = target
    row.save()
    RemittanceEvent.objects.create(remittance=row, status=target, at=at, by=by, note=note)


def remark(row: Remittance, *, at: datetime, by: str, note: str) -> None:
    """状态不变，只记一笔经过。"""
    RemittanceEvent.objects.create(remittance=row, status=row.status, at=at, by=by, note=note)

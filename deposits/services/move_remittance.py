"""汇缴书走一步：查表、改状态、记经过，办件跟上。别处不改这个状态。"""

from datetime import datetime

from deposits.models import Remittance, RemittanceEvent
from deposits.services.remit_case import follow, remark_case
from deposits.workflow.remittance import REMITTANCE
from gjj.actors.actor import Actor, system_actor

BANK = system_actor("银行")
SYSTEM = system_actor("系统")


def begin(row: Remittance, *, at: datetime, by: Actor, note: str) -> None:
    """刚生成的一份：记第一笔经过。"""
    remember(row, at=at, by=by, note=note)
    follow(row, by=by, at=at, said=note, side=_side(by))


def move(row: Remittance, target: str, *, at: datetime, by: Actor, note: str) -> None:
    """走到 target；表里没有这一步抛 IllegalTransition。汇缴书由调用者锁住、由调用者保存其余的列。"""
    REMITTANCE.require(row.status, target)
    row.status = target
    row.save()
    begin(row, at=at, by=by, note=note)


def remark(row: Remittance, *, at: datetime, by: Actor, note: str) -> None:
    """状态不变，只记一笔经过。"""
    remember(row, at=at, by=by, note=note)
    remark_case(row, by=by, at=at, said=note, side=_side(by))


def remember(row: Remittance, *, at: datetime, by: Actor, note: str) -> None:
    """汇缴书自己的一笔经过；办件另记。"""
    RemittanceEvent.objects.create(remittance=row, status=row.status, at=at, by=by.name, note=note)


def _side(by: Actor) -> str:
    """银行的一步在办件经过里写明是银行；别的由办件自己看是谁。"""
    return "bank" if by is BANK else ""

"""单位开户要告诉人的：一件事只说一遍，在办的事务里。"""

from datetime import datetime

from deposits.messages import OPENING_DONE, OPENING_REFUSED, UNIT_OPENED
from deposits.models import EmployerAccount, UnitApplication
from gjj.messaging.services.announce import announce


def tell_unit_opened(*, account: EmployerAccount, person_id: int, username: str, at: datetime) -> None:
    """单位开好了：短信告诉第一位管理员用户名、怎么设口令；在开户的事务里。依据：条例第十四条。"""
    announce(
        fact=f"unit_opened:{account.pk}", template=UNIT_OPENED, at=at, person_id=person_id,
        variables={"unit": account.employer.name, "username": username},
    )  # fmt: skip


def tell_opening_done(*, row: UnitApplication, case_id: int, case_number: str, number: str, at: datetime) -> None:
    """网上申请的开户办结：告诉申请人单位账号、怎么进单位大厅；在批准的事务里。依据：条例第十四条。"""
    announce(
        fact=f"opening:{row.pk}", template=OPENING_DONE, at=at, person_id=row.person_id, about_id=case_id,
        variables={"unit": row.unit_name, "case": case_number, "number": number},
    )  # fmt: skip


def tell_opening_refused(*, row: UnitApplication, case_id: int, case_number: str, reason: str, at: datetime) -> None:
    """网上申请的开户不予办理：告诉申请人为什么、接着怎么办；在批准的事务里。依据：条例第十四条。"""
    announce(
        fact=f"opening_refused:{row.pk}", template=OPENING_REFUSED, at=at, person_id=row.person_id, about_id=case_id,
        variables={"unit": row.unit_name, "case": case_number, "reason": reason},
    )  # fmt: skip

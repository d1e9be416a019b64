"""账的测试要的几样：分户账、一张汇缴分配凭证的草稿。"""

from decimal import Decimal

from gjj.actors.actor import system_actor
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.ledger.entries import LegDraft, MovementDraft, VoucherDraft
from gjj.ledger.services.open import open_subaccounts
from tests import situations as s


def subaccounts(count: int = 2) -> list[int]:
    """几个人的分户账。"""
    workers = [s.worker() for _ in range(count)]
    drafts = [PersonDraft(one.name, one.id_no, one.mobile) for one in workers]
    people = register_persons(by=system_actor(), drafts=drafts, at=s.NOON)
    return sorted(
        open_subaccounts(by=system_actor(), owners=[(pk, "basic") for pk in people.values()], on=s.TODAY).values()
    )


def draft(ids: list[int], amount: str = "100.00", key: str = "k", *, credit: str | None = None) -> VoucherDraft:
    """每人一笔，借 219 贷 201；credit 写别的数就借贷不平。"""
    each = Decimal(amount)
    total = each * len(ids)
    return VoucherDraft(
        key=key, kind="allocation", summary="测试", business_date=s.TODAY, source_type="test", source_id=1,
        legs=(LegDraft("219", debit=total, party=1), LegDraft("201", credit=total if credit is None else Decimal(credit), party=1)),
        movements=[MovementDraft(pk, "remittance", each, s.NOVEMBER) for pk in ids],
    )  # fmt: skip

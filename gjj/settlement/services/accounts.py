"""银行账户的初始化。"""

from gjj.settlement.models import COLLECTION, BankAccount


def sync_center_account() -> None:
    """归集专户；已有时不动。"""
    BankAccount.objects.get_or_create(
        code=COLLECTION,
        defaults={
            "bank": "明川银行营业部",
            "name": "明川市住房公积金管理中心归集专户",
            "number": "9814000100000001",
            "purpose": "住房公积金归集",
        },
    )

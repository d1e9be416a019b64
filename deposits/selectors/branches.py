"""网点管哪些单位、哪些职工：登记给身份（gjj/identity/ports.py 的 BranchRows），看得到谁由那里定。"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from deposits.models import Account, EmployerAccount, RemittanceLine


class UnitsOfBranches:
    """单位账户登记着归哪个网点；职工跟着现在的单位走。"""

    def units(self, branch_id: int) -> QuerySet[Any]:
        """网点的单位账户。"""
        return EmployerAccount.objects.filter(branch_id=branch_id).order_by()

    def accounts(self, branch_id: int) -> QuerySet[Any]:
        """网点的单位现在的职工的个人账户。"""
        return Account.objects.filter(branch_id=branch_id).order_by()

    def accounts_ever(self, branch_id: int | None = None) -> QuerySet[Any]:
        """现在归这个网点的，和从前在它的单位汇缴过的。"""
        if branch_id is None:
            return Account.objects.order_by()
        once = RemittanceLine.objects.filter(
            account_id=OuterRef("pk"), remittance__employer_account__branch_id=branch_id
        )
        return Account.objects.filter(Q(branch_id=branch_id) | Exists(once)).order_by()

"""网点管哪些单位、哪些职工：登记给身份（gjj/identity/ports.py 的 BranchRows），看得到谁由那里定。"""

from typing import Any

from django.db.models import F, QuerySet

from deposits.models import Account, EmployerAccount


class UnitsOfBranches:
    """单位账户登记着归哪个网点；职工跟着现在的单位走。"""

    def units(self, branch_id: int) -> QuerySet[Any]:
        """网点的单位账户。"""
        return EmployerAccount.objects.filter(branch_id=branch_id).order_by()

    def accounts(self, branch_id: int) -> QuerySet[Any]:
        """网点的单位现在的职工的个人账户。"""
        return Account.objects.filter(employer_account__branch_id=branch_id).order_by()

    def branches_of_persons(self) -> QuerySet[Any]:
        """每个有账户的职工归哪个网点。"""
        return Account.objects.annotate(branch=F("employer_account__branch_id")).order_by()

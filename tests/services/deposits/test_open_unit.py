"""manage.py open_unit：登记单位、开账户、给经办人登录，一次办成；不对的一样也不留。"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deposits.models import EmployerAccount
from gjj.audit.models import AuditEntry
from gjj.identity.models import Employer, Grant, Login
from gjj.management.city.people import credit_code
from gjj.periods.month import Month
from tests import situations as s

pytestmark = pytest.mark.django_db
NUMBER = "6222000011112222"


def opened(**change: str) -> str:
    """运行一遍，返回它说的话。"""
    said, agent = StringIO(), s.worker()
    given = {
        "uscc": credit_code(900_123), "name": "命令开户有限公司", "bank_account": NUMBER, "employer_ratio": "8",
        "personal_ratio": "8", "first_month": "2026-11", "agent_name": agent.name, "agent_id": agent.id_no,
        "agent_mobile": agent.mobile, "username": "first-agent",
    }  # fmt: skip
    call_command("open_unit", stdout=said, **{**given, **change})
    return said.getvalue()


@pytest.mark.article("TL-14")
def test_the_first_unit_is_opened_with_its_agent() -> None:
    """账户、比例、首月、付款账号照给的；经办人有这个单位的授权，还没有口令；审计有开户。"""
    said = opened()
    account = EmployerAccount.objects.get()
    assert account.number in said
    assert "忘记口令" in said
    assert (account.bank_account, account.first_month, account.employer_ratio) == (NUMBER, Month(2026, 11), 8)
    grant = Grant.objects.get(role="unit_agent")
    assert (grant.employer_id, grant.login.username) == (account.employer_id, "first-agent")
    assert not grant.login.has_usable_password()
    assert AuditEntry.objects.filter(action="deposits.employer.open", object_id=account.pk).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"employer_ratio": "13"}, "不在 5% 到 12% 之间"), ({"personal_ratio": "1e1"}, "写成百分数"),
        ({"first_month": "十一月"}, "2026-11"), ({"uscc": "123"}, "统一社会信用代码不对"), ({"bank_account": "工行"}, "8 到 30 位"),
        ({"agent_id": "123"}, "经办人的证件号码"),
    ],
)  # fmt: skip
def test_what_is_wrong_leaves_nothing(change: dict[str, str], words: str) -> None:
    """一样不对：说哪里不对，单位、账户、登录一样也不留。"""
    with pytest.raises(CommandError, match=words):
        opened(**change)
    assert not Employer.objects.exists()
    assert not EmployerAccount.objects.exists()
    assert not Login.objects.exists()

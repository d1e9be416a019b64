"""manage.py open_unit：登记单位、开账户、给经办人登录，一次办成；不对的一样也不留。"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deposits.models import EmployerAccount
from gjj.actors.actor import system_actor
from gjj.audit.models import AuditEntry
from gjj.identity.models import Employer, Grant, Login
from gjj.identity.services.register import register_employer
from gjj.management.city.people import credit_code
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import this_month

pytestmark = pytest.mark.django_db
NUMBER = "6222000011112222"


def opened(**change: str) -> str:
    """运行一遍，返回它说的话。"""
    said, agent = StringIO(), s.worker()
    given = {
        "uscc": credit_code(900_123), "name": "命令开户有限公司", "bank_account": NUMBER, "employer_ratio": "8",
        "personal_ratio": "8", "first_month": this_month(), "agent_name": agent.name, "agent_id": agent.id_no,
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
    assert (account.bank_account, account.first_month, account.employer_ratio) == (NUMBER, Month.parse(this_month()), 8)
    grant = Grant.objects.get(role="unit_agent")
    assert (grant.employer_id, grant.login.username) == (account.employer_id, "first-agent")
    assert not grant.login.has_usable_password()
    assert AuditEntry.objects.filter(action="deposits.employer.open", object_id=account.pk).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"employer_ratio": "13"}, "不在 5% 到 12% 之间"), ({"personal_ratio": "1e1"}, "写成百分数"),
        ({"first_month": "十一月"}, "2026-11"), ({"uscc": "123"}, "统一社会信用代码不对"), ({"bank_account": "工行"}, "8 到 30 位"),
        ({"agent_id": "123"}, "经办人的证件号码不对"), ({"agent_mobile": "123"}, "经办人的手机号不对"),
        ({"agent_name": " "}, "经办人姓名不对：不能空着"), ({"agent_name": "王" * 65}, "经办人姓名不对：不能空着，最多 64 个字"),
        ({"agent_name": "王1"}, "经办人姓名不对：有姓名里没有的字「1」"), ({"username": ""}, "用户名不对"), ({"username": "a b"}, "用户名不对"),
        ({"area": "nowhere"}, "区域不对：没有「nowhere」这个区域"), ({"first_month": "1990-01"}, "首个汇缴年月不对：1990年1月太早"),
        ({"first_month": "2000-01"}, "首个汇缴年月不对：那个月没有公布"), ({"first_month": "2130-01"}, "首个汇缴年月不对：2130年1月太早或太晚"),
        ({"employer_ratio": "8.123"}, "缴存比例不对：「8.123」要写成百分数，最多两位小数"), ({"name": "长" * 300}, "单位名称不对：不能空着，最多 128 个字"),
    ],
)  # fmt: skip
def test_what_is_wrong_leaves_nothing(change: dict[str, str], words: str) -> None:
    """一样不对：说哪里不对，单位、账户、登录一样也不留。"""
    with pytest.raises(CommandError, match=words):
        opened(**change)
    assert not Employer.objects.exists()
    assert not EmployerAccount.objects.exists()
    assert not Login.objects.exists()


def test_an_agent_with_a_login_takes_on_another_unit() -> None:
    """已有登录的人再开一个单位：还是那一个登录，多一项授权，口令照旧，不另建。"""
    agent = s.worker()
    whom = {"agent_name": agent.name, "agent_id": agent.id_no, "agent_mobile": agent.mobile}
    opened(**whom)
    said = opened(**whom, uscc=credit_code(900_124), name="第二家有限公司", username="second-agent")
    assert "经办人 first-agent 用原来的登录" in said
    assert Login.objects.get().username == "first-agent"
    assert Grant.objects.filter(role="unit_agent").count() == EmployerAccount.objects.count() == 2


def test_a_unit_known_without_an_account_is_opened() -> None:
    """登记过、还没开户的单位照样开；名称对不上的、开过户的说清楚，什么也不留。"""
    register_employer(by=system_actor(), uscc=credit_code(900_123), name="命令开户有限公司", at=s.NOON)
    with pytest.raises(CommandError, match="登记的是「命令开户有限公司」，不是「别的公司」"):
        opened(name="别的公司")
    opened()
    assert Employer.objects.count() == EmployerAccount.objects.count() == 1
    with pytest.raises(CommandError, match="没有再开|已经|已有"):
        opened(username="other-agent")
    assert Login.objects.count() == 1


def test_an_agent_known_by_another_name_is_not_taken() -> None:
    """证件号码登记的是另一个姓名、登录停用了的：不办。"""
    agent = s.worker()
    whom = {"agent_id": agent.id_no, "agent_mobile": agent.mobile}
    opened(**whom, agent_name=agent.name)
    other = {"uscc": credit_code(900_124), "name": "第二家有限公司"}
    with pytest.raises(CommandError, match="登记的姓名不是「王别人」"):
        opened(**whom, **other, agent_name="王别人")
    Login.objects.update(is_active=False)
    with pytest.raises(CommandError, match="已经停用"):
        opened(**whom, **other, agent_name=agent.name)
    assert EmployerAccount.objects.count() == 1

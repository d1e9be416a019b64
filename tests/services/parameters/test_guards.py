"""安全参数：守着登录、口令、查看、导出的，主任、系统管理员提，安全管理员批；业务的照旧。"""

from datetime import UTC, date, datetime

import pytest

from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of, waiting_for
from gjj.approvals.services import approve, propose
from gjj.declarations.errors import BizError
from gjj.parameters import selectors as parameters
from gjj.parameters.changing import midnight
from gjj.parameters.declared import guarded
from gjj.parameters.models import Parameter
from tests import situations as s

NOW, DAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC), date(2026, 12, 1)
GUARDS = ("identity.", "looks.", "web.", "grants.", "own.contact")
NOT_GUARDS = {"identity.sign_up_youngest"}
"""几岁能注册是用工的规矩，不守着什么。"""


def asked(code: str, value: str, role: str = "manager") -> Proposal:
    """提一份：从十二月一日起改。"""
    made = propose(
        by=s.staff(role), kind="parameters.change", asked={"code": code, "value": value}, reason="加严", at=NOW,
        effective_at=midnight(DAY),
    )  # fmt: skip
    return Proposal.objects.get(pk=made)


@pytest.mark.django_db
@pytest.mark.parametrize("proposer", ["manager", "system_admin"])
def test_only_the_security_administrator_agrees_to_a_guard(proposer: str) -> None:
    """改登录多久退出：主任、系统管理员互相批不了，也不在他们的待批里；安全管理员批了才改，批的人看得到轮到谁批。"""
    row, guard = asked("identity.session_idle_minutes", "15", proposer), s.staff("security_admin")
    for role in ("manager", "system_admin", "accountant", "auditor"):
        other = s.staff(role)
        assert row.pk not in waiting_for(other)
        with pytest.raises(BizError) as caught:
            approve(by=other, proposal_id=row.pk, digest=row.digest, at=NOW)
        assert caught.value.code == "not_permitted", role
    assert [one.after for one in changes_of(row) if one.label == "谁批"] == [
        "安全管理员：守着登录、口令、查看、导出的是安全参数"
    ]
    assert waiting_for(guard) == [row.pk]
    assert approve(by=guard, proposal_id=row.pk, digest=row.digest, at=midnight(DAY)) == "effective"
    assert parameters.value("identity.session_idle_minutes", on=DAY) == 15


@pytest.mark.django_db
def test_the_security_administrator_neither_proposes_nor_agrees_to_the_rest() -> None:
    """安全管理员提不了参数，也批不了业务的参数：定安全的只定安全。"""
    with pytest.raises(BizError) as caught:
        asked("identity.session_idle_minutes", "15", "security_admin")
    assert caught.value.code == "not_permitted"
    row, guard = asked("deposits.base_floor", "2600"), s.staff("security_admin")
    with pytest.raises(BizError) as caught:
        approve(by=guard, proposal_id=row.pk, digest=row.digest, at=NOW)
    assert caught.value.code == "not_permitted"
    assert "谁批" not in {one.label for one in changes_of(row)}


@pytest.mark.django_db
def test_every_parameter_of_the_guarding_rooms_is_a_guard() -> None:
    """身份、查看、导出、授权、换号换卡的参数都是安全参数，一个不漏；别的房间的不是。"""
    codes = set(Parameter.objects.values_list("code", flat=True))
    assert guarded() == {one for one in codes if one.startswith(GUARDS)} - NOT_GUARDS

"""授权要两个人：系统管理员提，安全管理员批；三员分立，柜面的授权会到期，提的人、被授权的人都批不了。"""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve, propose, propose_undoing
from gjj.declarations.errors import BizError
from gjj.grants.changing import KIND
from gjj.identity.models import Branch, Grant
from gjj.identity.selectors.grants import actor_of, grants_of
from gjj.identity.services.logins import close_login, end_grant
from tests import situations as s
from tests.services.identity.members import BY, Member, member
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
UNTIL = s.TODAY + timedelta(days=200)


def asked(one: Member, role: str = "teller", **changed: Any) -> dict[str, Any]:
    """给一个人一项柜面授权。"""
    return {"do": "give", "username": one.username, "role": role, "code": "", "since": "", "until": UNTIL, **changed}


def proposed(given: dict[str, Any], by: Actor | None = None) -> Proposal:
    """提一份。"""
    pk = propose(by=by or s.staff("system_admin"), kind=KIND, asked=given, reason="新到岗", at=s.NOON)
    return Proposal.objects.get(pk=pk)


def agreed(row: Proposal, by: Actor | None = None) -> str:
    """看着现在的一份批。"""
    return approve(by=by or s.staff("security_admin"), proposal_id=row.pk, digest=row.digest, at=s.NOON)


def refusal(given: dict[str, Any]) -> str:
    """提的时候被拒，编码是什么；什么也没留下。"""
    with pytest.raises(BizError) as caught:
        proposed(given)
    assert not Proposal.objects.exists()
    assert re.search("申请没有提交|授权没有给", caught.value.detail)
    return caught.value.code


def test_a_grant_exists_only_after_the_second_person_agrees() -> None:
    """提了还没有；安全管理员批了才有，写着到哪天；账上各条恒等式成立。"""
    one = member()
    row = proposed(asked(one))
    assert not Grant.objects.filter(login_id=one.login_id, role="teller").exists()
    assert agreed(row) == "effective"
    made = Grant.objects.get(login_id=one.login_id, role="teller")
    assert (made.scope, made.valid_from, made.valid_to) == ("all", s.TODAY, UNTIL)
    prove()


@pytest.mark.parametrize("role", ["teller", "manager", "accountant", "auditor", "system_admin"])
def test_nobody_else_agrees(role: str) -> None:
    """别的岗位批不了，换一位系统管理员也批不了。"""
    row = proposed(asked(member()))
    with pytest.raises(BizError) as caught:
        agreed(row, s.staff(role))
    assert caught.value.code == "not_permitted"


def test_one_does_not_agree_to_ones_own_grant() -> None:
    """被授权的人是安全管理员自己：另一位来批。"""
    own = member("security_admin", "all")
    row = proposed(asked(own, "reviewer"))
    with pytest.raises(BizError) as caught:
        agreed(row, actor_of(own.login, Grant.objects.get(login_id=own.login_id), channel="t", level=1, ip="1"))
    assert caught.value.code == "approval_own_affair"
    assert agreed(row) == "effective"


@pytest.mark.parametrize("held", ["system_admin", "security_admin", "auditor"])
@pytest.mark.parametrize("wanted", ["system_admin", "security_admin", "auditor"])
def test_the_three_administrators_exclude_one_another(held: str, wanted: str) -> None:
    """系统、安全、审计三种管理员一个人只当一种：提的时候就说。"""
    one = member(held, "all")
    assert refusal(asked(one, wanted)) == ("grant_exists" if held == wanted else "roles_apart")


def test_two_administrators_given_meanwhile_are_not_both_agreed() -> None:
    """两份申请提的时候都行，先批了一份：另一份批的时候作废。"""
    one = member()
    first, second = proposed(asked(one, "auditor")), proposed(asked(one, "security_admin"))
    assert agreed(first) == "effective"
    with pytest.raises(BizError) as caught:
        agreed(second)
    assert caught.value.code == "approval_stale"
    prove()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"username": "没有这个人"}, "login_not_found"),
        ({"role": "system"}, "grant_role"),
        ({"role": "person"}, "grant_role"),
        ({"code": "99"}, "grant_place"),
        ({"role": "unit_agent", "code": "91110000000000000X"}, "grant_place"),
        ({"since": s.TODAY - timedelta(days=1)}, "grant_in_the_past"),
        ({"until": s.TODAY}, "grant_invalid"),
        ({"until": ""}, "grant_too_long"),
        ({"until": s.TODAY + timedelta(days=367)}, "grant_too_long"),
    ],
)
def test_what_is_wrong_is_told_before_it_is_proposed(changed: dict[str, Any], code: str) -> None:
    """没有这个人、这个角色、这个地方，日子不对，柜面的没有写到哪天、写得太长。"""
    assert refusal(asked(member(), **changed)) == code


def test_the_longest_is_just_allowed() -> None:
    """正好 366 天的给得出去。"""
    assert agreed(proposed(asked(member(), until=s.TODAY + timedelta(days=366)))) == "effective"


def test_a_closed_login_is_given_nothing() -> None:
    """停用了的登录不授。"""
    one = member()
    close_login(by=BY, login_id=one.login_id, at=s.NOON)
    assert refusal(asked(one)) == "login_not_found"


def test_a_branch_and_a_unit_are_found_by_their_codes() -> None:
    """网点照两位代码，单位照统一社会信用代码；单位的经办不用写到哪天。"""
    branch = Branch.objects.create(code="07", name="城东管理部")
    agreed(proposed(asked(member(), "teller", code="07")))
    assert Grant.objects.get(role="teller").branch_id == branch.pk
    unit = s.unit()
    one = member()
    agreed(proposed(asked(one, "unit_reviewer", code=unit.account.employer.uscc, until="")))
    assert Grant.objects.get(login_id=one.login_id, role="unit_reviewer").employer_id == unit.employer_id


def test_an_ended_grant_is_gone_at_the_next_request_and_can_be_given_back() -> None:
    """提出收回，批了当天就失效；改回去的照原来的截止日重新给，也要两个人。"""
    one = member("teller", "all")
    grant = Grant.objects.get(login_id=one.login_id)
    row = proposed({"do": "end", "grant": grant.pk})
    assert grants_of(one.login, s.TODAY)
    assert agreed(row) == "effective"
    assert not grants_of(one.login, s.TODAY)
    back = propose_undoing(by=s.staff("system_admin"), proposal_id=row.pk, reason="收错了人", at=s.NOON)
    assert agreed(Proposal.objects.get(pk=back)) == "effective"
    assert grants_of(one.login, s.TODAY)[0].valid_to == s.TODAY + timedelta(days=366)


def test_what_is_already_over_is_not_ended_again() -> None:
    """收回了的、职工自己的账户，收不了。"""
    one = member("teller", "all")
    grant = Grant.objects.get(login_id=one.login_id)
    end_grant(by=BY, grant_id=grant.pk, at=s.NOON)
    assert refusal({"do": "end", "grant": grant.pk}) == "grant_not_found"
    own = Grant.objects.get(login_id=member().login_id)
    assert refusal({"do": "end", "grant": own.pk}) == "grant_role"


def test_a_grant_runs_out_by_itself() -> None:
    """到了截止日，没有人收也进不来。"""
    one = member()
    agreed(proposed(asked(one, until=date(2026, 12, 1))))
    assert "teller" in [one.role for one in grants_of(one.login, date(2026, 11, 30))]
    assert "teller" not in [one.role for one in grants_of(one.login, date(2026, 12, 1))]

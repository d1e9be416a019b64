"""动作权限：写明的角色能做，别的不能，没登记的动作是程序错误。"""

from dataclasses import replace

import pytest

from gjj.actors.actor import system_actor
from gjj.actors.roles import COUNTER, HALL_OF, ROLES
from gjj.declarations import permissions
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import Permission, allowed, register, require

TELLER = replace(system_actor("柜员"), role="teller")
OPEN = Permission("test.vault.open", "开金库", frozenset({"teller"}))


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """在一份抄本上登记，不弄脏真的登记。"""
    monkeypatch.setattr(permissions, "_REGISTER", permissions.all_permissions())
    register([OPEN])


def test_a_named_role_is_let_through() -> None:
    """写明的角色能做。"""
    assert allowed(TELLER, "test.vault.open")
    require(TELLER, "test.vault.open")


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"teller", "system"}))
def test_every_other_role_is_refused_and_told_why(role: str) -> None:
    """别的角色得到 403：说明现在是什么身份、办不了什么、没有改动、怎么办。"""
    actor = replace(TELLER, role=role)
    assert not allowed(actor, "test.vault.open")
    with pytest.raises(BizError) as caught:
        require(actor, "test.vault.open")
    assert (caught.value.code, caught.value.status) == ("not_permitted", 403)
    assert ROLES[role] in caught.value.detail
    assert "「开金库」" in caught.value.detail
    assert caught.value.fix


@pytest.mark.parametrize("role", ["teller", "person", "auditor"])
def test_an_action_nobody_declared_is_a_program_error(role: str) -> None:
    """没登记的动作抛 KeyError，既不放行，也不当成没有权限。"""
    actor = replace(TELLER, role=role)
    for ask in (allowed, require):
        with pytest.raises(KeyError, match="test.vault.rob"):
            ask(actor, "test.vault.rob")


def test_the_system_itself_may_do_everything() -> None:
    """系统自己（到账分配、定时任务）什么都能做。"""
    assert allowed(system_actor(), "test.vault.open")


def test_the_same_action_may_be_registered_twice_but_not_differently() -> None:
    """同一个动作再登记一次没关系，内容不同就报错。"""
    register([OPEN])
    with pytest.raises(ValueError, match="登记了两次"):
        register([replace(OPEN, roles=frozenset({"person"}))])


def test_a_permission_names_only_roles_that_exist() -> None:
    """写了不存在的角色，当场报错。"""
    with pytest.raises(ValueError, match="robber"):
        Permission("test.vault.rob", "抢金库", frozenset({"robber"}))


def test_every_role_enters_by_one_hall() -> None:
    """每个角色有中文名，从一个大厅进；柜面身份不含系统自己。"""
    assert HALL_OF.keys() == ROLES.keys()
    assert set(HALL_OF.values()) == {"unit", "personal", "counter"}
    assert {role for role, hall in HALL_OF.items() if hall == "counter"} - {"system"} == COUNTER

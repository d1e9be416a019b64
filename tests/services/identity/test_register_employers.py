"""登记单位和网点。"""

import pytest

from gjj.audit.selectors import entries_of
from gjj.declarations.errors import BizError
from gjj.identity.models import Branch, Employer
from gjj.identity.selectors.people import employer_name
from gjj.identity.services.register import register_branch, register_employer
from gjj.management.city.people import credit_code
from tests import situations as s
from tests.race import together
from tests.services.identity.members import BY
from tests.situations import NOON

GOOD = credit_code(900001)


def register(uscc: str = GOOD, name: str = "单晶材料有限公司") -> int:
    """登记。"""
    return register_employer(by=BY, uscc=uscc, name=name, at=NOON)


@pytest.mark.django_db
def test_an_employer_is_registered_with_its_reading() -> None:
    """登记单位：名称按普通读音，留痕。"""
    pk = register()
    assert employer_name(pk) == "单晶材料有限公司"
    assert Employer.objects.get(pk=pk).name_pinyin.startswith("danjing")
    assert entries_of("employer", pk).get().action == "identity.register_employer"
    assert employer_name(0) == ""


@pytest.mark.django_db
@pytest.mark.article("GB32100")
@pytest.mark.parametrize("uscc", ["", GOOD[:-1], GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2"), GOOD.lower(), "I" * 18])
def test_a_wrong_credit_code_is_refused(uscc: str) -> None:
    """统一社会信用代码不合规，不登记，并说出依据。"""
    with pytest.raises(BizError) as error:
        register(uscc)
    assert (error.value.code, error.value.article) == ("uscc_invalid", "GB32100")
    assert not Employer.objects.filter(uscc=uscc).exists()


@pytest.mark.django_db
def test_a_registered_code_is_refused_and_the_name_stays() -> None:
    """同一代码不登记第二次，原来的名称不动。"""
    pk = register()
    with pytest.raises(BizError) as error:
        register(name="另一个名字")
    assert (error.value.code, error.value.status) == ("employer_exists", 409)
    assert employer_name(pk) == "单晶材料有限公司"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["teller", "reviewer", "manager", "accountant", "auditor"])
def test_others_may_not_register(role: str) -> None:
    """没有权限的身份登记不了单位和网点。"""
    for call in (
        lambda: register_employer(by=s.staff(role), uscc=GOOD, name="甲", at=NOON),
        lambda: register_branch(by=s.staff(role), code="09", name="网点"),
    ):
        with pytest.raises(BizError) as error:
            call()
        assert error.value.code == "not_permitted"


@pytest.mark.django_db
def test_a_branch_is_registered_once() -> None:
    """网点代码已有时取原来的。"""
    first = register_branch(by=BY, code="09", name="城东管理部", area="county")
    assert register_branch(by=BY, code="09", name="别的名字") == first
    branch = Branch.objects.get(pk=first)
    assert (branch.name, branch.area) == ("城东管理部", "county")


@pytest.mark.usefixtures("own_database")
def test_one_code_registered_at_once_gives_one_employer() -> None:
    """两人同时登记同一代码：一个成功，一个得到「已经登记」，不是系统错误。"""
    results = together([register, register, register])
    assert sorted(one.code if isinstance(one, BizError) else "ok" for one in results) == ["employer_exists"] * 2 + [
        "ok"
    ]
    assert Employer.objects.filter(uscc=GOOD).count() == 1

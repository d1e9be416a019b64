"""同时立办件：同一件只成一件，互斥的只成一件；去掉申请人的锁就不成立。"""

from time import sleep

import pytest
from django.db import transaction

from deposits.items import REMIT
from gjj.cases.models import Case
from gjj.cases.services import opening
from gjj.declarations.errors import BizError
from gjj.declarations.items import Exclusion
from tests import situations as s
from tests.race import together
from tests.services.cases.stories import opened

pytestmark = pytest.mark.usefixtures("own_database")


def _both_open(unit: s.Unit, topics: tuple[str, str]) -> list[object]:
    def work(topic: str) -> object:
        with transaction.atomic():
            return opened(unit, topic=topic).pk

    return together([lambda topic=topic: work(topic) for topic in topics])  # type: ignore[misc]


def test_two_browsers_open_one_case() -> None:
    """两个浏览器同时办同一件：一个立成，另一个得到「已经有一件在办」。"""
    unit = s.unit()
    results = _both_open(unit, ("2027-01", "2027-01"))
    refused = [one for one in results if isinstance(one, BizError)]
    assert [one.code for one in refused] == ["case_open"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize("locked", [True, False])
def test_excluding_cases_never_open_together(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    """互斥的两件同时立，只成一件；去掉申请人的锁就都成了：证明锁管用。"""
    check = opening._check_free

    def slowly(*args: object) -> None:
        check(*args)  # type: ignore[arg-type]
        sleep(0.3)

    monkeypatch.setattr(opening, "exclusions", lambda: (Exclusion(REMIT, REMIT, "互斥"),))
    monkeypatch.setattr(opening, "_check_free", slowly)
    if not locked:
        monkeypatch.setattr(opening, "lock_applicant", lambda applicant: None)
    unit = s.unit()
    results = _both_open(unit, ("2027-01", "2027-02"))
    assert sum(isinstance(one, BizError) for one in results) == (1 if locked else 0)
    assert Case.objects.count() == (1 if locked else 2)

"""乱试的计数过了时候就删：预算要看的一行不少，积得再多也分批删完；留几天是参数，留得比窗口短的改不成。"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gjj.cases.models import ProgressTry
from gjj.cases.services import progress
from gjj.database import forgetting
from gjj.declarations.errors import BizError
from gjj.documents.models import VerifyTry
from gjj.documents.services import verifying
from gjj.identity.models import SignInFailure
from gjj.identity.services import attempts
from gjj.parameters.declared import bounds_of
from tests import situations as s

pytestmark = pytest.mark.django_db
ROOMS: dict[str, tuple[Any, Any, str, Callable[[int, datetime], Any]]] = {
    "口令": (
        attempts, SignInFailure, "identity.tries_kept_days",
        lambda n, at: SignInFailure(username_hash=f"{n:064d}", ip="198.51.100.7", at=at),
    ),
    "查询码": (
        progress, ProgressTry, "cases.progress_misses_kept_days",
        lambda n, at: ProgressTry(number_hash=f"{n:064d}", ip="198.51.100.7", at=at),
    ),
    "核验": (
        verifying, VerifyTry, "documents.verify_misses_kept_days", lambda n, at: VerifyTry(ip="198.51.100.7", at=at),
    ),
}  # fmt: skip
KEPT, SECOND = timedelta(days=7), timedelta(seconds=1)


@pytest.mark.parametrize("room", ROOMS)
def test_counts_older_than_the_days_kept_are_gone_and_the_rest_stay(room: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """早于七天的删了，分几批也删完；正好七天的、窗口里的、拨回时钟留在将来的都还在；再跑一遍没有可删的。"""
    service, model, _, one = ROOMS[room]
    monkeypatch.setattr(forgetting, "BATCH", 2)
    stay = [s.NOON - KEPT, s.NOON - timedelta(minutes=10), s.NOON, s.NOON + KEPT]
    old = [s.NOON - KEPT - SECOND, *(s.NOON - KEPT * n for n in range(2, 6))]
    model.objects.bulk_create(one(n, at) for n, at in enumerate([*old, *stay]))
    assert service.forget_tries(s.NOON) == len(old)
    assert sorted(model.objects.values_list("at", flat=True)) == stay
    assert service.forget_tries(s.NOON) == 0


TAKES: dict[str, Callable[[], Any]] = {
    "口令": lambda: attempts.take_attempt("someone", "198.51.100.7", s.NOON),
    "查询码": lambda: progress.take_try("1", "198.51.100.7", s.NOON),
    "核验": lambda: verifying.take_try("198.51.100.7", s.NOON),
}


@pytest.mark.parametrize("room", ROOMS)
def test_forgetting_opens_no_budget(room: str) -> None:
    """乱试的正停着，删一遍照样停着。"""
    service, model, _, one = ROOMS[room]
    model.objects.bulk_create(one(n, s.NOON - service.WINDOW + SECOND) for n in range(101))
    for _ in range(2):
        with pytest.raises(BizError, match="too_many"):
            TAKES[room]()
        service.forget_tries(s.NOON)


@pytest.mark.parametrize("room", ROOMS)
def test_the_days_kept_are_never_shorter_than_the_window(room: str) -> None:
    """留几天至少一天，最多一百八十天：改成零，乱试的就数不到了。"""
    service, _, code, _ = ROOMS[room]
    (bound,) = bounds_of(code)
    assert (bound.least, bound.most) == ("1", "180")
    assert timedelta(days=int(bound.least)) > service.WINDOW

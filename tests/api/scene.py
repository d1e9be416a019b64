"""接口测试用的一个单位的一个月：草稿、上个月入了账的、职工本人、复核人。"""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from gjj import clock
from gjj.actors.actor import Actor, system_actor
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of
from gjj.identity.services.register import create_login, give_grant
from gjj.periods.month import Month
from gjj.work.drain import drain
from tests import situations as s
from tests.api.caller import Caller


@dataclass(frozen=True)
class Scene:
    """一个单位的一个月：草稿、已确认的清册、汇缴书、职工本人。"""

    unit: Caller
    person: Caller
    draft: int
    roster: bytes
    of: s.Unit

    @property
    def reviewer(self) -> Caller:
        """本单位的复核人。"""
        return Caller(self.of.reviewer)

    def open(self, path: str) -> Any:
        """不登录的查询。"""
        return Client(raise_request_exception=False).get(f"/api/v1{path}")

    def raw(self, path: str, body: dict[str, Any]) -> Any:
        """不登录的调用。"""
        return Client(raise_request_exception=False).post(f"/api/v1{path}", body, content_type="application/json")


def made_scene() -> Scene:
    """职工上个月已经入账，本月的清册还是草稿。"""
    month, at = Month.of(clock.today()), clock.now()
    unit = s.unit(first_month=month.previous())
    one = s.worker()
    s.month_done(unit, [s.line("开户", one)], month.previous(), at)
    drain(at)
    draft = s.filed(unit, [s.line("开户", s.worker()), s.line("开户", s.worker(), "1.00")], month, at).change_list_id
    return Scene(
        Caller(unit.agent),
        Caller(_holder(one), "person"),
        draft,
        s.roster(unit, [s.line("开户", s.worker())], month),
        unit,
    )


def _holder(one: s.Worker) -> Actor:
    """职工本人的登录。"""
    by, person = system_actor(), s.account_of(one).person_id
    login = create_login(
        by=by, username=f"holder-{person}", person_id=person, password=s.PASSWORD, at=s.NOON, is_own=True
    )
    grant = give_grant(by=by, login_id=login, role="person", scope="self", at=s.NOON)
    return actor_of(Login.objects.get(pk=login), Grant.objects.get(pk=grant), channel="api", level=1, ip="")

"""收到的文件先查毒再读：查出来的不收，服务没有应答的请过会儿再传，什么也不变；页面、接口一个编码；没有设的不查。"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deposits.models import ChangeList
from gjj import clock
from gjj.identity.tokens import issue_token
from gjj.simulators.scanner import EICAR, Scanner
from tests import situations as s
from tests.api.caller import this_month
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
CLEAN = "姓名,证件号码\n".encode()
PAGE, CALL, CHECK = "/unit/change-lists/upload/", "/api/v1/unit/change-lists/", "/verify/"


@pytest.fixture
def scanner(settings: Any) -> Iterator[Scanner]:
    """一个查毒服务，大厅连着它。"""
    with Scanner() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.GJJ_CLAMD = server.place
        yield server
        server.shutdown()


def file(content: bytes) -> SimpleUploadedFile:
    """一份名单。"""
    return SimpleUploadedFile("名单.csv", content, "text/csv")


def called(unit: s.Unit, content: bytes) -> Any:
    """从接口传。"""
    token = issue_token(login_id=unit.agent.login_id or 0, scopes=["unit"], at=clock.now())
    return Client().post(
        CALL, {"month": this_month(), "file": file(content)},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"scan-{len(content)}-{token[:8]}"},
    )  # fmt: skip


def test_an_infected_file_is_refused_before_it_is_read(scanner: Scanner) -> None:
    """查出病毒：页面和接口都不收，说清、编码一样；没有清册；公开的单证核验也查。"""
    unit = s.unit()
    bad = CLEAN + EICAR
    page = signed_in(unit.agent).post(PAGE, {"month": this_month(), "file": file(bad)})
    assert (page.status_code, "查出病毒（Eicar-Test-Signature）" in page.content.decode()) == (422, True)
    answer = called(unit, bad)
    assert (answer.status_code, answer.json()["code"]) == (422, "file_infected")
    assert answer.json()["money"] == "没有任何款项变动。"
    assert Client().post(CHECK, {"file": file(bad)}).status_code == 422
    assert scanner.scanned == 3
    assert not ChangeList.objects.exists()


@pytest.mark.parametrize("how", ["down", "garbled", "small"])
def test_a_silent_scanner_lets_nothing_in_and_loses_nothing(scanner: Scanner, how: str) -> None:
    """没有应答、答得读不懂、嫌太大：不当没有毒，也不当有毒；请把同一份再传一次，好了以后同一个幂等键照样办。"""
    unit, scanner.failing = s.unit(), how
    page = signed_in(unit.agent).post(PAGE, {"month": this_month(), "file": file(CLEAN)})
    assert (page.status_code, "把同一份再传一次" in page.content.decode()) == (503, True)
    answer = called(unit, CLEAN)
    assert (answer.status_code, answer.json()["code"]) == (503, "scanner_down")
    scanner.failing = ""
    assert called(unit, CLEAN).json().get("code") not in ("scanner_down", "file_infected")


def test_a_scanner_that_is_not_there_or_not_on_the_list_is_no_answer(settings: Any) -> None:
    """地址写错、不在许去的清单上：一样不收。"""
    unit = s.unit()
    settings.GJJ_CLAMD = "127.0.0.1:9"
    assert called(unit, CLEAN).json()["code"] == "scanner_down"
    settings.GJJ_OUTSIDE_HOSTS = ["sms.example"]
    assert called(unit, CLEAN).json()["code"] == "scanner_down"


def test_a_clean_file_is_read_from_its_beginning(scanner: Scanner) -> None:
    """没有毒的照常读；没有设查毒服务的不问。"""
    unit = s.unit()
    for place, times in ((scanner.place, 1), ("", 1)):
        from django.conf import settings

        settings.GJJ_CLAMD = place
        page = signed_in(unit.agent).post(PAGE, {"month": this_month(), "file": file(CLEAN)})
        assert "病毒" not in page.content.decode()
        assert scanner.scanned == times

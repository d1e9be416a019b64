"""健康检查：数据库、消息服务、工作进程，哪个不好说哪个；数据库停了也答得出来。"""

from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import connections
from django.test import Client
from local.ports import free_port

from gjj.crypto import box
from portal.views import health

GOOD = {"database": "ok", "broker": "ok", "worker": "ok", "keys": "ok"}


def ask() -> Any:
    """问一次健康检查；程序里的错照线上那样答。"""
    return Client(raise_request_exception=False).get("/healthz")


@pytest.fixture
def _a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """当作有一个工作进程在听：测试里没有起真的。"""
    monkeypatch.setitem(health.CHECKS, "worker", lambda: True)


@pytest.fixture
def _no_database(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """数据库停了：连的是一个没有人听的端口。"""
    connection = connections["default"]
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "PORT", free_port())
        yield
        connection.close()


@pytest.mark.django_db
@pytest.mark.usefixtures("_a_worker")
def test_a_hall_in_order_is_healthy() -> None:
    """三样都好：200。"""
    answer = ask()
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": GOOD})


@pytest.mark.usefixtures("_a_worker", "_no_database")
def test_a_stopped_database_is_named(settings: Any) -> None:
    """数据库停了：503，指出数据库；演示环境的时钟存在库里，也不能因此变成 500。"""
    settings.GJJ_DEMO = True
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {**GOOD, "database": "failed"}
    assert answer.json()["detail"].startswith("数据库没有回应")
    assert len(answer["X-Request-Reference"]) == 15


@pytest.mark.django_db
@pytest.mark.usefixtures("_a_worker")
def test_a_process_without_a_key_says_which(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """换密钥时别的进程已经用第二把写、自己还没有：503，说得出缺哪一把、怎么办，不说密钥的内容；添上就好。"""
    monkeypatch.setattr(box, "_met_without", set())
    first = settings.GJJ_KEYS
    both = {**first, "keys": {**first["keys"], 2: b"2" * 32}}
    settings.GJJ_KEYS = {**both, "current": 2}
    sealed = box.encrypt(b"110101199001011234", "identity_person.id_no")
    settings.GJJ_KEYS = first
    assert ask().status_code == 200
    with pytest.raises(box.KeyMissing, match="没有第 2 把密钥"):
        box.decrypt(sealed, "identity_person.id_no")
    answer = ask()
    assert (answer.status_code, answer.json()["checks"]) == (503, {**GOOD, "keys": "failed"})
    assert answer.json()["detail"].startswith("这个进程没有第 2 把密钥，用它加密的读不出")
    settings.GJJ_KEYS = both
    assert (ask().status_code, box.decrypt(sealed, "identity_person.id_no")) == (200, b"110101199001011234")


@pytest.mark.usefixtures("_no_database")
def test_with_the_database_down_a_page_still_gives_a_reference() -> None:
    """数据库停了，页面答中文的 500，给流水号。"""
    page = Client(raise_request_exception=False).get("/")
    assert page.status_code == 500
    assert "系统繁忙" in page.content.decode()
    assert page["X-Request-Reference"] in page.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_a_worker")
def test_a_stopped_broker_is_named(settings: Any) -> None:
    """消息服务停了：503，指出消息服务。"""
    assert current_app.conf.broker_url  # Celery 先按真的地址载入，改动只影响健康检查
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {**GOOD, "broker": "failed"}
    assert answer.json()["detail"].startswith("消息服务没有回应")


@pytest.mark.django_db
def test_a_missing_worker_is_named() -> None:
    """没有工作进程在听：503，指出工作进程。"""
    answer = ask()
    assert answer.status_code == 503
    assert answer.json()["checks"] == {**GOOD, "worker": "failed"}
    assert answer.json()["detail"].startswith("工作进程没有回应")


@pytest.mark.django_db
def test_asking_changes_nothing() -> None:
    """健康检查只许读。"""
    assert Client().post("/healthz").status_code == 405

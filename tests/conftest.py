"""全部测试共用的：库、角色、提交时的检查、自己的库、演员表。"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from tests import database
from tests.journeys.browser import close_browser
from tests.live import City, city_template, running_city


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "one")


LONGEST = "test_big_lists.py"
"""一个文件就要一两分钟的：先跑，不让另一个进程在最后等它。"""


FIGURE = "figure"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """最长的文件排在最前，再是起真进程的，零碎的在后面填空；其余照原来的先后。"""
    items.sort(key=lambda item: (LONGEST not in item.nodeid, item.get_closest_marker("slow") is None))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """各处量出来的数（tell_figure）一起打印在最后：分几个进程跑、安静地跑也看得见。"""
    done = [one for reports in terminalreporter.stats.values() for one in reports if getattr(one, "when", "") == "call"]
    told = [str(said) for one in done for name, said in one.user_properties if name == FIGURE]
    if told:
        terminalreporter.section("量出来的数")
        for said in sorted(told):
            terminalreporter.write_line(said)


@pytest.fixture
def tell_figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """说一个量出来的数。"""
    return lambda said: record_property(FIGURE, said)


@pytest.fixture(scope="session", autouse=True)
def _no_static_files() -> None:
    """不经浏览器的测试不取样式和图：每个 Client 不必先把静态文件清点一遍（真的网站是另外的进程，照旧）。"""
    settings.WHITENOISE_USE_FINDERS = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """每个测试进程一个库，从迁移好的模板复制，以 gjj_app 连接。"""
    name = f"gjj_test_{_worker()}"
    template = f"{database.TEMPLATE}_{_worker()}"
    database.TEMPLATE = template
    with django_db_blocker.unblock():
        database.make_template(settings.DATABASES["default"], template)
        database.create(name, template)
        database.connect_as(settings.DATABASES["default"], "app", name)
        yield
        connections.close_all()
        database.drop(name)
        database.drop(template)


@pytest.fixture
def commit(db: None) -> Callable[[], None]:
    """提交时才查的约束现在就查（凭证借贷平衡等），然后照旧回滚。"""

    def check() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return check


@pytest.fixture(autouse=True)
def _role(request: pytest.FixtureRequest) -> None:
    """标了 owner 的测试以属主身份 gjj_owner 连库；其余都是 gjj_app。"""
    if request.node.get_closest_marker("owner"):
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE gjj_owner")


@contextmanager
def connected_to(name: str) -> Iterator[str]:
    """换到这个库里，出来换回原来的；库留着，好给别的测试当模板。"""
    before = str(settings.DATABASES["default"]["NAME"])
    connections.close_all()
    database.connect_as(settings.DATABASES["default"], "app", name)
    try:
        yield name
    finally:
        connections.close_all()
        database.connect_as(settings.DATABASES["default"], "app", before)


@pytest.fixture
def own_database(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """自己的库：并发、杀进程的测试真提交，用完就删。返回库名。

    有 told_already 的测试文件，自己的库里那些事已经办过：一个文件只办一遍，各测试从它复制。
    """
    name = f"gjj_own_{_worker()}_{os.getpid()}"
    is_told = "told_already" in request.fixturenames
    template = request.getfixturevalue("told_already") if is_told else database.TEMPLATE
    with django_db_blocker.unblock():
        connections.close_all()
        database.create(name, template)
        with connected_to(name):
            yield name
        database.drop(name)


@pytest.fixture(scope="module")
def told_already(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """办过 STORY（测试文件里写的）的库，给 own_database 当模板；查账是绿的才算数。"""
    name = f"gjj_told_{_worker()}_{os.getpid()}"
    with django_db_blocker.unblock():
        database.create(name, database.TEMPLATE)
        with connected_to(name):
            request.module.STORY()
        yield name
        database.drop(name)


@pytest.fixture(scope="session")
def city_built(django_db_setup: None, django_db_blocker: Any) -> tuple[str, Path]:
    """演示城市的模板，几个测试进程合用一份。"""
    with django_db_blocker.unblock():
        return city_template("small")


@pytest.fixture(scope="module")
def live_city(city_built: tuple[str, Path], django_db_blocker: Any) -> Iterator[City]:
    """一座在跑的城：一个测试文件一座，从头是新的。"""
    with django_db_blocker.unblock(), running_city(_worker(), *city_built) as city:
        yield city
        close_browser()

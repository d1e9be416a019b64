"""测试用的库：先以属主身份迁移出一个模板，再从模板复制；测试平时是应用身份 gjj_app。"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql

TEMPLATE, MIGRATED = "gjj_template", "gjj_migrated"


def admin(statement: sql.Composable) -> None:
    """以超级用户执行一句（建库、删库）。"""
    connection = psycopg2.connect(os.environ["GJJ_TEST_ADMIN_URL"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def create(name: str, template: str = TEMPLATE) -> None:
    """从模板复制一个库；模板不能有人连着。"""
    drop(name)
    new, old = sql.Identifier(name), sql.Identifier(template)
    # 整个文件复制：不一页页写进日志，省一半时间
    admin(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER gjj_owner STRATEGY FILE_COPY").format(new, old))


def drop(name: str) -> None:
    """删库，断开还连着的。"""
    admin(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def connect_as(settings: dict[str, Any], role: str, database: str) -> None:
    """把 Django 的连接换成某个角色（app 或 owner）、某个库；登录的都是 gjj_test，一连上就换角色。"""
    parts = urlsplit(os.environ["GJJ_TEST_URL"])
    wanted = {
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": parts.username,
        "PASSWORD": parts.password,
        "NAME": database,
        "OPTIONS": {**settings.get("OPTIONS", {}), "options": f"-c role=gjj_{role}"},
    }
    connections["default"].close()
    settings.update(wanted)
    connections["default"].settings_dict.update(wanted)


@contextmanager
def owner_of(database: str) -> Iterator[Any]:
    """以属主身份连一个库，手工制造「背着账簿改数」之类的坏事。"""
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    connection = psycopg2.connect(
        host=parts.hostname, port=parts.port, user=parts.username, password=parts.password, dbname=database
    )
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def make_template(settings: dict[str, Any], own: str) -> None:
    """自己的模板库 own：从迁移好、写好初始参数的那一个复制。迁移只做一遍，哪个测试进程先到由它做，别的等它。"""
    home = Path(os.environ["GJJ_DATA"])
    with (home / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "migrated.done").exists():
            _migrate(settings)
            (home / "migrated.done").touch()
    create(own, MIGRATED)


def _migrate(settings: dict[str, Any]) -> None:
    drop(MIGRATED)
    admin(sql.SQL("CREATE DATABASE {} OWNER gjj_owner").format(sql.Identifier(MIGRATED)))
    connect_as(settings, "owner", MIGRATED)
    call_command("migrate", verbosity=0)
    connect_as(settings, "app", MIGRATED)
    call_command("sync", verbosity=0)
    connections["default"].close()

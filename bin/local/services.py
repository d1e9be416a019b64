"""数据库和消息服务从哪来：环境变量给的地址 → 这个数据目录上次的选择 → 随包的二进制。从不碰碰巧在听的服务。"""

import os
from dataclasses import dataclass, field
from typing import Any

from local.broker import start_broker
from local.children import Family
from local.ports import free_port
from local.postgres import Cluster, make_roles, open_cluster
from local.state import DataDirectory

DATABASE = "gjj"
ONE_ROLE = (
    "注意：只给了一个 DATABASE_URL。建表和办业务用同一个身份，数据库的授权守不住账；"
    "请再用 DATABASE_OWNER_URL 给出属主身份（gjj_owner）。"
)


@dataclass
class Services:
    """备好的服务：给各进程的地址；embedded 时还有数据库集群。"""

    environment: dict[str, str] = field(default_factory=dict)
    cluster: Cluster | None = None


def open_services(directory: DataDirectory, family: Family) -> Services:
    """备好数据库和消息服务，由我们起的归 family；第一次的选择记进数据目录。"""
    services = Services()
    choice = directory.read("choice.json")
    passwords = directory.secrets()["passwords"]
    database = _database_choice(choice)
    _open_database(services, directory, database, family)
    broker = _broker_choice(choice)
    if broker["kind"] == "url":
        services.environment["REDIS_URL"] = broker["url"]
    else:
        port = free_port()
        start_broker(family, directory.path / "valkey", port, passwords["broker"])
        services.environment["REDIS_URL"] = f"redis://:{passwords['broker']}@127.0.0.1:{port}/0"
    if "database" not in choice:
        directory.write("choice.json", {**choice, "database": database, "broker": broker}, secret=True)
    return services


def _database_choice(choice: dict[str, Any]) -> dict[str, str]:
    url, owner = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_OWNER_URL", "")
    if url:
        return {"kind": "url", "url": url, "owner_url": owner or url}
    if "database" in choice:
        return dict(choice["database"])
    return {"kind": "embedded", "binaries": os.environ.get("GJJ_PG_BIN", "")}


def _broker_choice(choice: dict[str, Any]) -> dict[str, str]:
    url = os.environ.get("REDIS_URL", "")
    if url:
        return {"kind": "url", "url": url}
    return dict(choice.get("broker", {"kind": "embedded"}))


def _open_database(services: Services, directory: DataDirectory, choice: dict[str, str], family: Family) -> None:
    passwords = directory.secrets()["passwords"]
    if choice["kind"] == "url":
        services.environment.update(DATABASE_URL=choice["url"], DATABASE_OWNER_URL=choice["owner_url"])
        if choice["url"] == choice["owner_url"]:
            print(ONE_ROLE, flush=True)
        return
    cluster = open_cluster(family, directory.path, password=passwords["superuser"], binaries=choice["binaries"])
    make_roles(cluster, owner_password=passwords["owner"], app_password=passwords["app"], database=DATABASE)
    services.cluster = cluster
    services.environment.update(
        DATABASE_URL=cluster.url("gjj_app", passwords["app"], DATABASE),
        DATABASE_OWNER_URL=cluster.url("gjj_owner", passwords["owner"], DATABASE),
    )

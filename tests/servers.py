"""测试要的真服务：在读设置之前起好 PostgreSQL 与 Valkey；结束时停下。

给了 GJJ_TEST_DATABASE_URL（超级用户）和 GJJ_TEST_REDIS_URL 就用给的。
"""

import atexit
import os
import secrets
import sys
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bin"))

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def _start() -> None:
    from local.broker import start_broker
    from local.postgres import free_port, make_roles, open_cluster

    directory = Path(mkdtemp(prefix="gjj-test-"))
    cluster = open_cluster(directory, extra=FAST)
    atexit.register(_clean, directory, cluster)
    owner, app = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
    make_roles(cluster, owner_password=owner, app_password=app, database="gjj")
    port, password = free_port(), secrets.token_urlsafe(12)
    broker = start_broker(directory / "broker", port, password)
    atexit.register(broker.terminate)
    os.environ["GJJ_TEST_ADMIN_URL"] = cluster.url("postgres", cluster.password, "postgres")
    os.environ["DATABASE_OWNER_URL"] = cluster.url("gjj_owner", owner, "gjj")
    os.environ["DATABASE_URL"] = cluster.url("gjj_app", app, "gjj")
    os.environ["REDIS_URL"] = f"redis://:{password}@127.0.0.1:{port}/0"
    os.environ["GJJ_DATA"] = str(directory)


def _clean(directory: Path, cluster: object) -> None:
    import shutil

    from local.postgres import Cluster

    assert isinstance(cluster, Cluster)
    cluster.stop()
    if cluster.user:
        shutil.rmtree(cluster.home, ignore_errors=True)
    shutil.rmtree(directory, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ and "GJJ_TEST_ADMIN_URL" not in os.environ:
    _start()

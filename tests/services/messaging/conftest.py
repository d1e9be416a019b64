"""短信网关：模拟器自己的进程。"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings as project

sys.path.insert(0, str(Path(project.BASE_DIR) / "bin"))
from local.ports import answers, free_port  # noqa: E402


@dataclass(frozen=True)
class Gateway:
    """一个短信网关。"""

    url: str

    def inbox(self, to: str) -> list[dict[str, Any]]:
        """某个号码收到的短信。"""
        found: list[dict[str, Any]] = httpx.get(f"{self.url}/v1/messages", params={"to": to}).json()["messages"]
        return found

    def fails(self, how: str | None, times: int = 1, **more: Any) -> None:
        """让网关出几次故障；空的是全部取消。"""
        httpx.post(f"{self.url}/control/", json={"fail": how, "times": times, **more})

    def count(self, name: str) -> int:
        """网关数的：messages 收下的、duplicate_messages 拒绝的重复。"""
        return int(httpx.get(f"{self.url}/control/").json()["counts"].get(name, 0))


@pytest.fixture(scope="session")
def gateway_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """起一个，用完停掉。"""
    port, data = free_port(), tmp_path_factory.mktemp("sms")
    command = [sys.executable, "-m", "gjj.simulators", "sms", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(command, cwd=project.BASE_DIR) as process:
        while not answers(port):
            assert process.poll() is None, "短信模拟器没有起来"
        yield Gateway(f"http://127.0.0.1:{port}")
        process.terminate()


@pytest.fixture
def gateway(gateway_process: Gateway, settings: Any) -> Iterator[Gateway]:
    """没有故障的网关。"""
    settings.GJJ_SMS_URL = gateway_process.url
    gateway_process.fails(None)
    yield gateway_process
    gateway_process.fails(None)

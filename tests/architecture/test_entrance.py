"""入口：问用法马上答，什么也不装；等着的时候一步一步说。"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bin"))
from local.progress import Progress  # noqa: E402  bin/ 不是包


@pytest.mark.parametrize("name", ["run", "test", "bench", "vendor", "lock"])
@pytest.mark.parametrize("ask", ["--help", "-h"])
def test_help_answers_at_once_and_prepares_nothing(name: str, ask: str, tmp_path: Path) -> None:
    """在没有 .venv 的一份里问用法：说中文的用法，成功结束，什么也没有建。"""
    (tmp_path / "bin").mkdir()
    for one in (name, "bootstrap.py"):
        (tmp_path / "bin" / one).write_bytes((ROOT / "bin" / one).read_bytes())
    runner = ["sh"] if name == "lock" else [sys.executable, "-B"]
    done = subprocess.run([*runner, str(tmp_path / "bin" / name), ask], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"bin/{name}" in done.stdout
    assert {one.name for one in tmp_path.rglob("*")} == {"bin", name, "bootstrap.py"}


def test_each_step_is_told_once_as_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """以前的记录不说；新写的步子说一遍，写了半行的等写完，别的话不说。"""
    log = tmp_path / "prepare.log"
    log.write_text("· 上一回的\n")
    look = Progress(log)
    for written, told in (("", ""), ("· 建", ""), ("表\n别的话\n", "建表…"), ("", "")):
        with log.open("a") as file:
            file.write(written)
        look()
        assert (told in (said := capsys.readouterr().out)) is True
        assert bool(said) is bool(told)
    look.said_at -= 60
    look()
    assert "还在建表…别的话（" in capsys.readouterr().out

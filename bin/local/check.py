"""bin/test 的主流程：格式、静态检查、类型、分层、迁移、系统检查、安全扫描，最后是全部测试。

只跑一部分测试（给了路径、-k 或 -m）时不做前面的检查。
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local import browser, pango

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = sys.executable
# 生产设置的检查要有值才跑得起来；这里的都是占位，不连任何东西
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "gjj.settings.production",
    "SECRET_KEY": "check-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "GJJ_KEYS": '{"current": 1, "keys": {"1": "AAAA"}, "index": "AAAA", "code": "AAAA"}',
    "DATABASE_URL": "postgres://gjj_app:x@localhost/gjj",
    "REDIS_URL": "redis://localhost:6379/0",
    "ALLOWED_HOSTS": "gjj.example",
    "GJJ_DEMO": "0",
}
# 全部测试分给四个进程，两核也合算：起真进程的、走浏览器的常在等。一个文件里的总在一处、按先后分（起真进程的在前，不拖在最后）
PARALLEL = ["-n", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
TEST = {"DJANGO_SETTINGS_MODULE": "gjj.settings.test"}
CHECKS: tuple[tuple[str, list[str], Mapping[str, str]], ...] = (
    ("静态检查", ["-m", "ruff", "check", "."], {}),
    ("格式", ["-m", "ruff", "format", "--check", "."], {}),
    ("分层", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"], {}),
    ("类型", ["-m", "mypy"], {}),
    ("迁移齐全", ["-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"], TEST),
    ("系统检查", ["manage.py", "check", "--fail-level", "WARNING"], TEST),
    ("安全扫描", ["bin/local/scan.py"], {"PYTHONPATH": "bin"}),
    ("生产设置", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
)


def main() -> None:
    """从命令行运行；有一项不成立就以非零结束。"""
    os.chdir(ROOT)
    arguments = sys.argv[1:]
    # 先问浏览器：缺的话马上就知道，不用等前面的检查做完
    environment = {**os.environ, "GJJ_CHROMIUM": browser.ensure()}
    pango.ensure(required=True)
    failed = [] if _is_partial(arguments) else _static_checks()
    if failed:
        # 先说，好让最后一行总是 pytest 的结论
        print(f"✗ 不成立的检查：{'、'.join(failed)}。测试照跑，但这一遍算没有通过。", flush=True)
    spread = [] if _is_partial(arguments) else PARALLEL
    code = subprocess.run([PYTHON, "-m", "pytest", *spread, *arguments], env=environment).returncode
    sys.exit(code or bool(failed))


def _is_partial(arguments: list[str]) -> bool:
    return any(not one.startswith("-") or one in ("-k", "-m") for one in arguments)


def _static_checks() -> list[str]:
    """几项一起查，照次序报；返回不成立的。成立的只占一行，不成立的把话原样打出来。"""
    failed = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        # 类型最慢，头一个起；报的次序照旧
        slow_first = sorted(CHECKS, key=lambda check: check[0] != "类型")
        begun = {check[0]: pool.submit(_check, *check[1:]) for check in slow_first}
        for name, *_ in CHECKS:
            is_good, said, seconds = begun[name].result()
            print(f"{'✓' if is_good else '✗'} {name}（{seconds:.1f} 秒）", flush=True)
            if not is_good:
                failed.append(name)
                print(said, flush=True)
    return failed


def _check(command: list[str], extra: Mapping[str, str]) -> tuple[bool, str, float]:
    """查一项：成不成立、说了什么、用了几秒。"""
    began = time.monotonic()
    done = subprocess.run(
        [PYTHON, *command], env={**os.environ, **extra}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.returncode == 0, done.stdout.decode(errors="replace"), time.monotonic() - began

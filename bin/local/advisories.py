"""依赖有没有新公布的漏洞：pip-audit 照锁文件问（要连网）。工具在单独的环境里（.venv-advisories），和产品、扫描的依赖互不相干。

以 0 结束：没有。1：查到了，列着哪个包、哪一版、哪一条、哪一版修好了。3：连不上，没有查——不是没有漏洞。
"""

import os
import subprocess
import sys
from pathlib import Path

from local import tools

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = tools.Tool(ROOT / ".venv-advisories", ROOT / "requirements-advisories.lock")
LOCKS = ("requirements.lock", "requirements-dev.lock")
LONGEST = 300
FOUND, NOT_LOOKED = 1, 3


def main() -> None:
    """两把锁各问一遍；一把也没问成的算没有查。"""
    os.chdir(ROOT)
    try:
        TOOL.ensure()
    except (subprocess.CalledProcessError, OSError):
        _end(NOT_LOOKED, "连不上装工具的地方，没有查。有网的时候再运行一次 bin/advisories。")
    codes = [_ask(lock) for lock in LOCKS]
    if FOUND in codes:
        _end(FOUND, "有公布的漏洞：七天内换上修好的版本（改锁文件用 bin/lock），换不了的写明为什么不受影响。")
    if NOT_LOOKED in codes:
        _end(NOT_LOOKED, "连不上公布漏洞的库，没有查。有网的时候再运行一次 bin/advisories。")
    _end(0, "锁文件里的依赖没有公布的漏洞。")


def _ask(lock: str) -> int:
    """一把锁：没有 0、查到 1、没问成 3。"""
    asked = ["pip-audit", "--requirement", lock, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [TOOL.home / "bin" / asked[0], *asked[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return NOT_LOOKED
    return judged(done.returncode, done.stdout, lock)


def judged(code: int, said: str, lock: str) -> int:
    """pip-audit 的话怎么算；列得出漏洞才算查到，别的错都算没问成，不当没有。"""
    if code == 0:
        return 0
    is_found = "known vulnerabilit" in said
    print(f"{'✗' if is_found else '?'} {lock}\n{said.strip()}", flush=True)
    return FOUND if is_found else NOT_LOOKED


def _end(code: int, said: str) -> None:
    print(said, flush=True)
    sys.exit(code)


if __name__ == "__main__":
    main()

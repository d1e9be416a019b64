"""安全扫描：bandit、自己的 semgrep 规则（先用例子验规则逮不逮得住）、误写进仓库的口令密钥。

工具在单独的环境里（.venv-scan，按 requirements-scan.lock 的散列装），和产品的依赖互不相干；都不连网。
命令行：bin/test 里跑；单跑用 python -m local.scan（在 bin/ 下）。
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local import tools

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv-scan"
LOCK = ROOT / "requirements-scan.lock"
TOOL = tools.Tool(VENV, LOCK)
PRODUCT = ["gjj", "deposits", "loans", "portal", "bin", "manage.py"]
PAGES = ["templates", "static/js"]
SEMGREP = ["semgrep", "scan", "--metrics=off", "--disable-version-check", "--config", "tests/scan/rules"]
STEPS: tuple[tuple[str, list[str]], ...] = (
    ("bandit", ["bandit", "--quiet", "--recursive", "--configfile", "pyproject.toml", *PRODUCT]),
    ("规则的例子", [*SEMGREP, "--test", "tests/scan/examples"]),
    ("自己的规则", [*SEMGREP, "--error", "--quiet", *PRODUCT, *PAGES]),
    ("口令密钥", ["python", "bin/local/scan_secrets.py"]),
)


def main() -> None:
    """有一项查出来就以非零结束，查出来的原样打印。"""
    os.chdir(ROOT)
    TOOL.ensure()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        answers = list(pool.map(_run, (command for _, command in STEPS)))
    for (name, _), done in zip(STEPS, answers, strict=True):
        if done.returncode:
            print(f"✗ {name}\n{done.stdout}", flush=True)
    sys.exit(any(done.returncode for done in answers))


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    program, *arguments = command
    return subprocess.run(
        [VENV / "bin" / program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


if __name__ == "__main__":
    main()

"""排 PDF 要的 Pango：有就用；没有时替 root 用 apt 装，再不行用一句话说清要装什么。"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "libfontconfig1")
DEBIAN = f"apt install {' '.join(PACKAGES)}（要 root）"
MACOS = "brew install pango"
MISSING = "这台机器上没有 Pango，单证出不了 PDF（打印页照样能用）。要 PDF 请运行：{}；然后再运行一次。"
APT_WITHIN = 300


def ensure(*, required: bool) -> None:
    """找到，或者装上；都不行时：required 就用一句话结束，不然只说一声。"""
    if _is_complete() or (_install_by_apt() and _is_complete()):
        return
    said = MISSING.format(MACOS if sys.platform == "darwin" else DEBIAN)
    if required:
        raise SystemExit(said)
    print(f"注意：{said}", flush=True)


def _is_complete() -> bool:
    """在新的进程里问：刚装上的库也看得到。"""
    ask = "import sys; from gjj.documents.libraries import missing; sys.exit(bool(missing()))"
    return subprocess.run([sys.executable, "-c", ask], cwd=ROOT, check=False).returncode == 0


def _install_by_apt() -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("没有 Pango（排 PDF 用），正在用 apt 安装…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        try:
            subprocess.run(
                ["apt-get", *command], env=environment, timeout=APT_WITHIN, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
    return True

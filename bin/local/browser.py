"""浏览器测试用的 Chromium：找得到就用；找不到时替 root 装，再不行用一句话说清要装什么。"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DOWNLOADED = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
# libatomic1：playwright 的驱动要它，最小的 Debian 没有
PACKAGES = ("chromium", "fonts-noto-cjk", "libatomic1")
MISSING = (
    "浏览器测试要一个 Chromium 和中文字体，这台机器上没有，也没能自动装上。"
    "Debian/Ubuntu：apt install chromium fonts-noto-cjk libatomic1；macOS：brew install --cask chromium；或用 GJJ_CHROMIUM 指明它的位置。"
)


def find() -> str:
    """Chromium 的位置；没有是空。"""
    named = os.environ.get("GJJ_CHROMIUM", "")
    if named:
        return named if os.access(named, os.X_OK) else ""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    home = Path.home()
    places = [Path(place).expanduser() for place in PLACES] + [
        path for pattern in DOWNLOADED for path in home.glob(pattern)
    ]
    return next((str(path) for path in places if os.access(path, os.X_OK)), "")


def ensure() -> str:
    """找到，或者装上；都不行就用一句话结束。"""
    for attempt in (_nothing, _install_by_apt, _download_by_playwright):
        attempt()
        found = find()
        if found and _driver_runs():
            return found
    raise SystemExit(MISSING)


def _nothing() -> None:
    """先看现成的。"""


def _driver_runs() -> bool:
    """playwright 的驱动跑得起来吗；最小的系统里会缺库。"""
    from playwright._impl._driver import compute_driver_executable

    return subprocess.run([*compute_driver_executable(), "--version"], capture_output=True, check=False).returncode == 0


def _install_by_apt() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("没有可用的 Chromium，正在用 apt 安装（连同中文字体）…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


def _download_by_playwright() -> None:
    if not _driver_runs():
        return
    print("没有可用的 Chromium，正在下载一个…", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=subprocess.DEVNULL, check=False)

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
PACKAGES = ("chromium", "fonts-noto-cjk")
MISSING = (
    "浏览器测试要一个 Chromium，这台机器上没有，也没能自动装上。"
    "Debian/Ubuntu：apt install chromium fonts-noto-cjk；macOS：brew install --cask chromium；或用 GJJ_CHROMIUM 指明它的位置。"
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
    for place in (*PLACES, *_downloaded()):
        path = Path(place).expanduser()
        if os.access(path, os.X_OK):
            return str(path)
    return ""


def ensure() -> str:
    """找到，或者装上；都不行就用一句话结束。"""
    return find() or _installed_by_apt() or _downloaded_by_playwright() or _give_up()


def _downloaded() -> list[str]:
    """playwright 自己下载过的。"""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return [playwright.chromium.executable_path]


def _installed_by_apt() -> str:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return ""
    print("没有 Chromium，正在用 apt 安装（连同中文字体）…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        if subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL).returncode:
            return ""
    return find()


def _downloaded_by_playwright() -> str:
    print("没有 Chromium，正在下载一个…", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=subprocess.DEVNULL, check=False)
    return find()


def _give_up() -> str:
    raise SystemExit(MISSING)

"""浏览器测试用的 Chromium：跑得起来的就用；没有时替 root 装，普通用户就下载一个，再不行用一句话说清要装什么。"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

# 没有窗口的那种先用：同样的内核，少起一套界面，费的处理器时间少一半
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DOWNLOADED = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
# libatomic1：playwright 的驱动要它，最小的系统没有；Ubuntu 的 chromium 是 snap 的空壳，那里由 playwright 装库
PACKAGES = ("fonts-noto-cjk", "libatomic1")
UBUNTU = "apt install fonts-noto-cjk libatomic1 && .venv/bin/python -m playwright install-deps chromium（要 root）"
DEBIAN = "apt install chromium-headless-shell fonts-noto-cjk libatomic1（要 root）"
MACOS = "brew install --cask chromium"
MISSING = "浏览器测试要一个跑得起来的 Chromium 和中文字体，这台机器上没有，也没能自动装上。请运行：{}；然后再运行一次（也可以用 GJJ_CHROMIUM 指明它的位置）。"
STARTS_WITHIN = 60


def ensure() -> str:
    """找到，或者装上；都不行就用一句话结束。"""
    for attempt in (_nothing, _install_by_apt, _download_by_playwright):
        attempt()
        found = find()
        if found and _driver_runs():
            return found
    raise SystemExit(MISSING.format(_advice()))


def find() -> str:
    """跑得起来的 Chromium 的位置；没有是空。"""
    named = os.environ.get("GJJ_CHROMIUM", "")
    if named:
        if _says_version([named]):
            return named
        raise SystemExit(f"GJJ_CHROMIUM 指明的 {named} 跑不起来。请改正，或去掉它让 bin/test 自己找。")
    return next((path for path in _candidates() if _says_version([path])), "")


def _candidates() -> list[str]:
    home = Path.home()
    known = [found for name in NAMES if (found := shutil.which(name))]
    known += [str(Path(place).expanduser()) for place in PLACES]
    return known + [str(path) for pattern in DOWNLOADED for path in home.glob(pattern)]


def _says_version(command: list[str]) -> bool:
    """说得出版本，库就是齐的；装了却缺库的、只是空壳的都不算。"""
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, timeout=STARTS_WITHIN, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _driver_runs() -> bool:
    """playwright 的驱动跑得起来吗；最小的系统里会缺库。"""
    from playwright._impl._driver import compute_driver_executable

    return _says_version(list(compute_driver_executable()))


def _advice() -> str:
    """这种系统上要运行的那一条命令。"""
    if sys.platform == "darwin":
        return MACOS
    return UBUNTU if _is_ubuntu() else DEBIAN


def _is_ubuntu() -> bool:
    try:
        return platform.freedesktop_os_release().get("ID") == "ubuntu"
    except OSError:
        return False


def _nothing() -> None:
    """先看现成的。"""


def _install_by_apt() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("没有可用的 Chromium，正在用 apt 安装（连同中文字体，几分钟）…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _quietly(["apt-get", "update", "-qq"], environment)
    for browsers in ((),) if _is_ubuntu() else (("chromium-headless-shell",), ("chromium",)):
        packages = (*browsers, *PACKAGES)
        if _quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], environment):
            return


def _download_by_playwright() -> None:
    if not _driver_runs():
        return
    print("没有可用的 Chromium，正在下载一个…", flush=True)
    playwright = [sys.executable, "-m", "playwright"]
    _quietly([*playwright, "install", "chromium"], dict(os.environ))
    if os.geteuid() == 0 and _is_ubuntu():
        _quietly([*playwright, "install-deps", "chromium"], dict(os.environ))


def _quietly(command: list[str], environment: dict[str, str]) -> bool:
    """运行，说成没成；没有成功就只说最后一句，前面的一大段不给人看。"""
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    said = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
    if done.returncode and said:
        why = next((line for line in reversed(said) if line.startswith(("E: ", "Error: "))), said[-1])
        print(f"没有成功：{why.strip()}", flush=True)
    return done.returncode == 0

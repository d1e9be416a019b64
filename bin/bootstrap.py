"""从一台只有 Python 的机器到可用的环境：找到 3.11 以上的 Python，建 .venv，按锁文件装依赖。

只用标准库，写法老到 3.6 也能读懂，好让旧的系统 Python 也能走到「去找新的」那一步。
随仓库的 pip 只用来装 uv（版本与散列都在锁文件里），其余由 uv 按散列装；pip 的镜像设置对 uv 同样有效。
"""

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed-locks")
RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
NEWEST_FIRST = ["python3.14", "python3.13", "python3.12", "python3.11"]
UV_FROM_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def enter(lock, usage):
    """保证按 lock 装好的环境，并让当前脚本在那个环境里运行；已经在里面就直接返回。只问怎么用的，说了用法就结束，什么也不装。"""
    if set(sys.argv[1:]) & {"-h", "--help"}:
        _say(usage.strip())
        sys.exit(0)
    # 有的机器叫 Python 不留编译好的：每起一个进程都要把用到的库从头编译一遍，慢两三秒
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    prepare(lock)
    if os.path.realpath(sys.prefix) != os.path.realpath(VENV):
        os.execv(PYTHON, [PYTHON] + sys.argv)
    sys.path.insert(0, ROOT)


def prepare(lock):
    """装好 lock；开发的锁包含运行的锁，装过它就不用再装运行的。"""
    with open(os.path.join(ROOT, lock), "rb") as file:
        content = file.read()
    wanted = "{} {}".format(lock, hashlib.sha256(content).hexdigest())
    if _is_installed(lock, wanted):
        return
    _say("正在准备运行环境（第一次要下载依赖，几十秒到几分钟）…")
    if not os.path.exists(PYTHON):
        subprocess.check_call([_python(), "-m", "venv", "--without-pip", VENV])
    _install(lock, content.decode("utf-8"))
    with open(STAMP, "a") as file:
        file.write(wanted + "\n")


def _is_installed(lock, wanted):
    """装过这把锁，或者装过同一份仓库的开发锁。"""
    if not (os.path.exists(PYTHON) and os.path.exists(STAMP)):
        return False
    with open(STAMP) as file:
        lines = file.read().split("\n")
    if lock == RUN_LOCK:
        with open(os.path.join(ROOT, DEV_LOCK), "rb") as file:
            lines = lines if wanted in lines else [wanted] * (_line_of(DEV_LOCK, file.read()) in lines)
    return wanted in lines


def _line_of(lock, content):
    return "{} {}".format(lock, hashlib.sha256(content).hexdigest())


def _python():
    """3.11 以上的 Python；没有就说清楚装什么。"""
    if sys.version_info >= (3, 11):
        return getattr(sys, "_base_executable", sys.executable)
    for name in NEWEST_FIRST:
        found = shutil.which(name)
        if found:
            return found
    sys.exit(
        "需要 Python 3.11 或更高版本，这台机器上是 {}.{}。".format(*sys.version_info[:2])
        + "Debian/Ubuntu：apt install python3.11；macOS：brew install python@3.12。"
    )


def _install(lock, content):
    """先用随仓库的 pip 装 uv，再用 uv 按散列装全部；uv 在这个平台用不了就用 pip。"""
    pip, environment = _pip()
    stanza = re.search(r"^uv==(?:[^\n]*\\\n)*[^\n]*", content, re.MULTILINE).group(0)
    with tempfile.TemporaryDirectory() as directory:
        only_uv = os.path.join(directory, "uv.txt")
        with open(only_uv, "w") as file:
            file.write(stanza + "\n")
        _must(pip + ["install", "-qq", "--require-hashes", "--no-deps", "-r", only_uv], environment)
    path = os.path.join(ROOT, lock)
    uv = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", path]
    if subprocess.call(uv, env=uv_environment()) != 0:
        _say("uv 没有装成，改用 pip 再装一遍（慢一些）…")
        _must(pip + ["install", "-qq", "--require-hashes", "--no-deps", "-r", path], environment)


def _pip():
    """随仓库的 pip：怎么运行，在什么环境里。"""
    wheel = glob.glob(os.path.join(ROOT, "bin", "wheels", "pip-*.whl"))[0]
    return [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"], dict(os.environ, PYTHONPATH=wheel)


def uv_environment():
    """把 pip 的镜像、证书设置告诉 uv；已经给 uv 设过的不动。"""
    pip, environment = _pip()
    said = subprocess.run(pip + ["config", "list"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    settings = {}
    for line in said.stdout.decode("utf-8", "replace").splitlines():
        match = re.match(r"(?:global|install|user|site|:env:)\.([a-z-]+)='(.*)'$", line)
        if match:
            settings[match.group(1)] = match.group(2)
    result = dict(os.environ)
    for name, variable in UV_FROM_PIP.items():
        value = settings.get(name, "").replace("\\n", " ").strip()
        if value and variable not in result:
            result[variable] = ",".join(value.split()) if name == "find-links" else value
    if "UV_INDEX" in result:
        # 散列锁住了内容，从哪个源来都一样：按 pip 的办法在全部源里找
        result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return result


def _must(command, environment):
    if subprocess.call(command, env=environment) != 0:
        sys.exit(
            "依赖没有装成：请看上面的报错；网络要能到 Python 软件源（可用 PIP_INDEX_URL 指定镜像，PIP_CERT 指定证书），修好后再运行一次。"
        )


def _say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()

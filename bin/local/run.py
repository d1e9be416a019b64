"""bin/run 的主流程：备服务 → 备库 → 起进程 → 等健康 → 看着，直到有人叫停或有进程倒下。"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from local import demo_data, hall, pango
from local.children import Family
from local.ports import is_free
from local.progress import Progress
from local.services import Services, open_services
from local.state import DataDirectory

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
STOP_PATIENCE = 15.0
NEEDED_FOR_REAL = {
    "GJJ_SMS_URL": "注意：没有 GJJ_SMS_URL（短信网关），登录的验证码发不出去，连首位系统管理员也登录不了。",
    "GJJ_BANK_URL": "注意：没有 GJJ_BANK_URL（银行接口），付款送不出去，到账取不回来。",
    "GJJ_POLICE_URL": "注意：没有 GJJ_POLICE_URL（公安核对），职工自己注册不了。",
    "GJJ_CARDS_URL": "注意：没有 GJJ_CARDS_URL（银行卡核对），职工自己注册不了。",
    "GJJ_FACE_URL": "注意：没有 GJJ_FACE_URL（人脸比对），要人脸核验的事项网上办不了。",
}
"""真数据没有模拟器，要自己给的地址，缺了会怎样；写法见 docs/operations.md 第 1 节。"""
LOOK_EVERY = 0.3


class Stopped(Exception):
    """有人叫停：SIGTERM 或 Ctrl-C。"""


def main() -> None:
    """从命令行启动；正常停下以 0 结束，有进程倒下或起不来以 1 结束。"""
    options = _options()
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    directory = DataDirectory(options.data)
    directory.open()
    family = Family()
    trouble = ""
    with directory.locked():
        try:
            run(directory, options, family)
        except Stopped:
            print("正在停下…", flush=True)
        except SystemExit as end:
            trouble = str(end.code)
        finally:
            # 停的过程里再按 Ctrl-C 也不会留下进程
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            family.stop(STOP_PATIENCE)
            for record in ("run.json", "env"):
                directory.forget(record)
    if trouble:
        sys.exit(trouble)
    print("已停下。", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="启动整个大厅，前台运行，Ctrl-C 停下。")
    default = Path(os.environ.get("GJJ_DATA") or hall.ROOT / "var")
    parser.add_argument("--port", type=int, default=8000, help="网站的端口（缺省 8000）")
    parser.add_argument("--data", type=Path, default=default, help="数据目录（缺省 var/）")
    parser.add_argument("--no-demo", action="store_true", help="不要演示城和模拟器")
    parser.add_argument("--rebuild", action="store_true", help="演示数据重新建一遍")
    return parser.parse_args()


def _stop(signum: int, frame: FrameType | None) -> None:
    raise Stopped


def run(directory: DataDirectory, options: argparse.Namespace, family: Family) -> None:
    """起全部进程并看着。"""
    if not is_free(options.port):
        raise SystemExit(f"端口 {options.port} 已经有别的程序在用。请先停下它，或用 --port 换一个。")
    pango.ensure(required=False)
    plan = demo_data.plan(directory, demo=not options.no_demo, rebuild=options.rebuild)
    services = open_services(directory, family)
    environment = _environment(directory, services, demo=plan.demo)
    ports: dict[str, int] = {}
    if plan.demo:
        if plan.build:
            demo_data.clear_simulators(directory)
        ports = hall.start_simulators(family, directory.path, {**os.environ, **environment})
        environment.update({f"GJJ_{kind.upper()}_URL": f"http://127.0.0.1:{port}" for kind, port in ports.items()})
    else:
        _say_what_is_missing()
    directory.write_env(environment)
    whole = {**os.environ, **environment}
    prepared = _prepare(directory, plan, whole, family)
    hall.start_hall(family, options.port, directory.path, whole)
    _remember(directory, options.port, ports, services, family)
    hall.wait_until_ready(family, options.port)
    url = f"http://127.0.0.1:{options.port}"
    print(f"就绪 {url}", flush=True)
    if plan.demo:
        demo_data.say(url, directory, prepared["demo_version"])
    if prepared.get("first_admin"):
        print(f"首位系统管理员设口令（一次有效，24 小时内）：{url}/first-admin/{prepared['first_admin']}/", flush=True)
    while True:
        family.check()
        time.sleep(LOOK_EVERY)


def _say_what_is_missing() -> None:
    for name, consequence in NEEDED_FOR_REAL.items():
        if not os.environ.get(name):
            print(consequence + "请停下后用环境变量给出，再运行一次。", flush=True)


def _environment(directory: DataDirectory, services: Services, *, demo: bool) -> dict[str, str]:
    """给各进程的环境：连接、密钥、演示标记。"""
    secrets = directory.secrets()
    return {
        "GJJ_DATA": str(directory.path),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "gjj.settings.development"),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secrets["secret_key"],
        "GJJ_KEYS": os.environ.get("GJJ_KEYS") or json.dumps(secrets["keys"]),
        "GJJ_DEMO": "1" if demo else "0",
        **services.environment,
    }


def _prepare(
    directory: DataDirectory, plan: demo_data.Plan, environment: Mapping[str, str], family: Family
) -> dict[str, Any]:
    """迁移、初始数据、演示城；返回 prepare.py 的结果。"""
    result = "prepared.json"
    command = [sys.executable, str(Path(__file__).parent / "prepare.py"), "--result", str(directory.path / result)]
    command += ["--drop"] * plan.drop + ["--demo"] * plan.build + ["--first-admin"] * (not plan.demo)
    if plan.build:
        print("正在建演示城（只建一次，一分钟上下）…", flush=True)
        demo_data.mark_building(directory)
    log = directory.logs / "prepare.log"
    look = Progress(log)
    family.finish(family.start("备库", command, log=log, environment=environment, cwd=hall.ROOT), look)
    prepared = directory.read(result)
    directory.forget(result)
    if plan.build:
        demo_data.mark_built(directory, prepared["demo_version"])
    elif not plan.demo:
        demo_data.mark_real(directory)
    return prepared


def _remember(directory: DataDirectory, port: int, ports: dict[str, int], services: Services, family: Family) -> None:
    """本次的端口和进程号写进 run.json，给测试和排障用。"""
    directory.write(
        "run.json",
        {
            "url": f"http://127.0.0.1:{port}",
            "port": port,
            **ports,
            "postgres": services.cluster.port if services.cluster else None,
            "pid": os.getpid(),
            "processes": {child.name: child.process.pid for child in family.members},
        },
    )

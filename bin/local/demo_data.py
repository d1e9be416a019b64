"""演示数据的来龙去脉：这个数据目录里是演示城还是真数据，要不要建、要不要重建。"""

import json
import shutil
from dataclasses import dataclass

from local.state import DataDirectory

MARK = "demo.json"


@dataclass(frozen=True)
class Plan:
    """这次怎么办：demo 带演示标记运行，build 要建城，drop 建之前先清空。"""

    demo: bool
    build: bool = False
    drop: bool = False


def plan(directory: DataDirectory, *, demo: bool, rebuild: bool) -> Plan:
    """看数据目录里记着什么，决定怎么办；真数据和演示数据从不混在一个目录里。"""
    mark = directory.read(MARK)
    kind = mark.get("kind", "")
    if not demo:
        if kind == "demo":
            raise SystemExit("这个数据目录里是演示数据（口令公开），不能当真数据用。请用 --data 换一个目录。")
        if rebuild:
            raise SystemExit("--rebuild 只重建演示数据，不能和 --no-demo 一起用。什么都没有动。")
        return Plan(demo=False)
    if kind == "real":
        raise SystemExit(
            "这个数据目录是用 --no-demo 建的，里面是真数据，不往里建演示城。请加 --no-demo，或用 --data 换一个目录。"
        )
    if kind != "demo":
        return Plan(demo=True, build=True)
    if rebuild or not mark.get("built"):
        return Plan(demo=True, build=True, drop=True)
    return Plan(demo=True)


def mark_building(directory: DataDirectory) -> None:
    """动手建之前先记下：建到一半断了，下次知道要从头再建。"""
    directory.write(MARK, {"kind": "demo", "built": False})


def mark_built(directory: DataDirectory, version: int) -> None:
    """建好了，是第几版的样子。"""
    directory.write(MARK, {"kind": "demo", "version": version, "built": True})


def mark_real(directory: DataDirectory) -> None:
    """真数据：以后不往里建演示城。"""
    directory.write(MARK, {"kind": "real"})


def clear_simulators(directory: DataDirectory) -> None:
    """重建前把模拟器的存档也清掉：银行记得的旧流水和新城对不上。"""
    shutil.rmtree(directory.path / "simulators", ignore_errors=True)


def say(url: str, directory: DataDirectory, version: int) -> None:
    """就绪之后说给人听的几句；version 是现在的代码会建成的样子，旧的不自动动。"""
    if directory.read(MARK).get("version") != version:
        print("演示数据是旧版本的，照旧可用；要新的请停下后加 --rebuild 再运行。", flush=True)
    accounts = directory.path / "demo-accounts.json"
    if accounts.exists():
        password = json.loads(accounts.read_text()).get("password", "Demo@2026")
        print(f"演示登录 unit-c、unit-a、zhangsan、teller1 …，口令 {password}；短信码在 {url}/demo/sms/", flush=True)

#!/usr/bin/env python3
"""管理命令的入口；迁移用属主身份连接数据库，其余命令用应用身份。"""

import os
import shlex
import sys
from pathlib import Path
from typing import NoReturn

LOCAL = "gjj.settings.development"
OWNER_COMMANDS = {"migrate", "sqlmigrate", "flush", "dbshell"}


def _enter_environment() -> NoReturn:
    """用系统的 Python 运行时换成 bin/run 备好的环境。"""
    python = Path(__file__).resolve().parent / ".venv" / "bin" / "python"
    if not python.exists() or Path(sys.prefix) == python.parent.parent:
        sys.exit("运行环境还没有备好：请先运行一次 bin/run（它会建 .venv 并装好依赖）。")
    os.execv(python, [str(python), *sys.argv])


def _must_have_hall() -> None:
    """本机的设置要有密钥：环境变量里的，或数据目录里 bin/run 起着的时候记下的 env；都没有就说清楚怎么办。"""
    asks_usage = len(sys.argv) < 2 or {"help", "-h", "--help", "--version"} & set(sys.argv[1:])
    if asks_usage or os.environ.get("SECRET_KEY") or os.environ["DJANGO_SETTINGS_MODULE"] != LOCAL:
        return
    folder = Path(os.environ.get("GJJ_DATA") or Path(__file__).resolve().parent / "var").resolve()
    if (folder / "env").exists():
        return
    sys.exit(
        f"数据目录 {folder} 里没有正在运行的大厅，什么也没有办。\n"
        "没有起的，先运行 bin/run，等它说可以打开了再来。\n"
        f"是用 bin/run --data 目录 起的，写明同一个目录：GJJ_DATA=目录 python manage.py {shlex.join(sys.argv[1:])}"
        "（没有 python 这个命令的，换成 .venv/bin/python）。"
    )


def main() -> None:
    """运行一个管理命令。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", LOCAL)
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("GJJ_DATABASE_ROLE", "owner")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        _enter_environment()
    _must_have_hall()

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

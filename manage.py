#!/usr/bin/env python3
"""管理命令的入口；迁移用属主身份连接数据库，其余命令用应用身份。"""

import os
import sys
from pathlib import Path
from typing import NoReturn

OWNER_COMMANDS = {"migrate", "sqlmigrate", "flush", "dbshell"}


def _enter_environment() -> NoReturn:
    """用系统的 Python 运行时换成 bin/run 备好的环境。"""
    python = Path(__file__).resolve().parent / ".venv" / "bin" / "python"
    if not python.exists() or Path(sys.prefix) == python.parent.parent:
        sys.exit("运行环境还没有备好：请先运行一次 bin/run（它会建 .venv 并装好依赖）。")
    os.execv(python, [str(python), *sys.argv])


def main() -> None:
    """运行一个管理命令。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjj.settings.development")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("GJJ_DATABASE_ROLE", "owner")
    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        _enter_environment()

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

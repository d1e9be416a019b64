#!/usr/bin/env python3
"""管理命令的入口；迁移用属主身份连接数据库，其余命令用应用身份。"""

import os
import sys

OWNER_COMMANDS = {"migrate", "sqlmigrate", "flush", "dbshell"}


def main() -> None:
    """运行一个管理命令。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjj.settings.development")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("GJJ_DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

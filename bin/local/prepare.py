"""备好库：以属主身份迁移，以应用身份写初始数据，需要时建演示城；在自己的进程里运行，结果写进 --result 的文件。"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
DROP = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


def main() -> None:
    """python prepare.py --result FILE [--drop] [--demo] [--first-admin]。"""
    parser = argparse.ArgumentParser()
    parser.add_argument("--result", type=Path, required=True)
    parser.add_argument("--drop", action="store_true")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--first-admin", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ["GJJ_DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjj.settings.development")
    import django

    django.setup()
    from django.core.management import call_command

    if options.drop:
        _step("清空旧的演示数据")
        _drop()
    _step("建表")
    call_command("migrate", interactive=False, verbosity=0)
    _become_app()
    _step("写参数和事项")
    call_command("sync", verbosity=0)
    if os.environ.get("GJJ_DEMO") == "1":
        call_command("demo_ca", verbosity=0, stdout=sys.stderr)
    if options.demo:
        _step("开户、汇缴，建演示城")
        # 测试用小城：GJJ_DEMO_SIZE='{"employers": 3, "employees": 60, "months": 5}'
        call_command("demo", **json.loads(os.environ.get("GJJ_DEMO_SIZE", "{}")))
    from gjj.management.commands.demo import VERSION

    result = {"demo_version": VERSION, "first_admin": _first_admin() if options.first_admin else ""}
    options.result.touch(mode=0o600)
    options.result.write_text(json.dumps(result))


def _step(what: str) -> None:
    """写进记录，bin/run 接着说给人听（progress.py）。"""
    print(f"· {what}", flush=True)


def _drop() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(DROP)
    connection.close()


def _become_app() -> None:
    """换成应用身份：初始数据和演示城走的是业务的权限，不是属主的。"""
    import environ
    from django.conf import settings
    from django.db import connections

    app: dict[str, Any] = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    connections.close_all()
    settings.DATABASES["default"].update(app)
    connections["default"].settings_dict.update(app)
    os.environ["GJJ_DATABASE_ROLE"] = "app"


def _first_admin() -> str:
    """首位系统管理员的一次性链接的口令牌；已经有系统管理员时是空。是谁、什么手机号，由拿链接的人在页面上填。"""
    from gjj import clock
    from gjj.declarations.errors import BizError
    from gjj.identity.services.first_admin import start_first_admin

    try:
        return start_first_admin(at=clock.now())
    except BizError:
        return ""


if __name__ == "__main__":
    main()

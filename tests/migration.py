"""迁移写数据的那一步，照它那时的模型（不是现在的）在行上跑一遍。"""

from importlib import import_module
from types import SimpleNamespace

from django.db import connection
from django.db.migrations.loader import MigrationLoader


def run_step(app: str, name: str, step: str) -> None:
    """跑 ``app`` 的迁移 ``name`` 里的函数 ``step``：模型是走到这一步之前的样子。"""
    then = MigrationLoader(connection).project_state((app, name), at_end=False)
    function = getattr(import_module(f"{app}.migrations.{name}"), step)
    function(then.apps, SimpleNamespace(connection=connection))

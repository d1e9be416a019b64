"""收集：从各个包的某个模块里把声明的清单拿齐。"""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def collect(packages: Iterable[str], module: str, constant: str) -> list[Any]:
    """每个包里有这个模块（文件，不是子包）的，取它的清单；没有的跳过，有模块没有清单是错误（AttributeError）。"""
    found: list[Any] = []
    for package in packages:
        name = f"{package}.{module}"
        spec = find_spec(name) if find_spec(package) is not None else None
        if spec is not None and spec.submodule_search_locations is None:
            found.extend(getattr(import_module(name), constant))
    return found

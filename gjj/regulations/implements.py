"""规则声明自己实现哪几条。"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from gjj.regulations.lookup import article

Rule = TypeVar("Rule", bound=Callable[..., Any])


@dataclass(frozen=True)
class Implementation:
    """一处实现：条款编号、函数名、文件、行号。"""

    article_id: str
    function: str
    path: Path
    line: int


IMPLEMENTATIONS: list[Implementation] = []
"""已经载入的实现。"""


def implements(*article_ids: str) -> Callable[[Rule], Rule]:
    """标明规则函数实现哪几条；编号不在目录里，载入时就抛 KeyError。"""
    for article_id in article_ids:
        article(article_id)

    def mark(rule: Rule) -> Rule:
        code = inspect.unwrap(rule).__code__
        for article_id in article_ids:
            place = Implementation(
                article_id, f"{rule.__module__}.{rule.__qualname__}", Path(code.co_filename), code.co_firstlineno
            )
            IMPLEMENTATIONS.append(place)
        rule.articles = article_ids  # type: ignore[attr-defined]
        return rule

    return mark

"""迁移自己站得住：不引用会变的服务、查询、规则，以后谁改了，旧的库照样一步步升得上来。"""

import ast

from tests.architecture.source import PRODUCT, ROOT, tree, where

KEPT = ("gjj.fields", "gjj.crypto", "gjj.database.upgrading")
"""列的写法、加密、改大表的几步：迁移离不开它们，它们的样子也从不改。"""


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [one.name for one in node.names] if isinstance(node, ast.Import) else []


def test_migrations_stand_on_their_own() -> None:
    """迁移只引用列的写法和同在迁移里、下划线开头的那几样。"""
    wrong = []
    for path in sorted(path for folder in PRODUCT for path in (ROOT / folder).rglob("migrations/*.py")):
        for node in ast.walk(tree(path)):
            for name in _imported(node):
                is_house = name.partition(".")[0] in PRODUCT
                if is_house and not name.startswith(KEPT) and ".migrations._" not in name:
                    wrong.append(f"{where(path, node)} {name}")
    assert wrong == []

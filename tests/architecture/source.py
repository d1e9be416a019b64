"""读源码：仓库里的 Python 文件、它们的语法树，和几样常问的事。"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("gjj", "deposits", "loans", "portal")


@cache
def tree(path: Path) -> ast.Module:
    """一个文件的语法树。"""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def product_files() -> list[Path]:
    """产品代码，不含迁移。"""
    files = [path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in files if "migrations" not in path.parts)


def files_of_tests() -> list[Path]:
    """测试文件。"""
    return sorted((ROOT / "tests").rglob("test_*.py"))


def where(path: Path, node: ast.AST) -> str:
    """文件:行。"""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def called(node: ast.AST) -> str:
    """这个调用的函数名（只看最后一段）；不是调用时为空。"""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def calls(name: str, files: list[Path] | None = None) -> Iterator[tuple[Path, ast.Call]]:
    """产品代码里对某个函数的每处调用。"""
    for path in product_files() if files is None else files:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node) == name:
                yield path, node


def literal(node: ast.AST | None, path: Path) -> str | None:
    """一个表达式的文字：直接写的，或本文件顶上的常量；别的认不出，为空。"""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        for line in tree(path).body:
            if isinstance(line, ast.Assign) and any(getattr(one, "id", "") == node.id for one in line.targets):
                return literal(line.value, path)
    return None

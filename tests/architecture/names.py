"""一个名字是谁：照文件里的 import 找到定义它的那个文件；一个表达式写着什么字，照它自己的文件认，不照同名的。"""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.architecture.source import ROOT, called, product_files, tree

Home = tuple[Path, str]
"""定义在哪个文件、叫什么；叫空串的就是那个文件。"""
Inside = tuple[ast.FunctionDef, ...]
"""在哪几层函数里，外层在前。"""


def module_file(dotted: str) -> Path | None:
    """一个模块的文件；不是这个仓库的为空。"""
    place = ROOT.joinpath(*dotted.split("."))
    return next((one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()), None)


@cache
def imported(path: Path) -> dict[str, tuple[str, str]]:
    """文件里 from … import … 进来的：名字 → 模块、原来叫什么。"""
    return {
        one.asname or one.name: (line.module, one.name)
        for line in ast.walk(tree(path))
        if isinstance(line, ast.ImportFrom) and line.module
        for one in line.names
    }


def home(path: Path, name: str) -> Home:
    """这个文件里的 name 是在哪里定义的；转手引进来的一直找到头，别处的库停在这里。"""
    if name not in imported(path):
        return path, name
    module, known_as = imported(path)[name]
    inner, file = module_file(f"{module}.{known_as}"), module_file(module)
    if inner is not None:
        return inner, ""
    return home(file, known_as) if file is not None else (path, name)


def home_of(path: Path, node: ast.expr) -> Home | None:
    """一个写法（name，或 module.name）说的是哪里的什么；认不出为空。"""
    if isinstance(node, ast.Name):
        return home(path, node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        file, name = home(path, node.value.id)
        return home(file, node.attr) if not name else None
    return None


@cache
def assigned(path: Path) -> dict[str, ast.expr]:
    """文件顶上的常量：A = …，A: … = …，和 A, B = …, …。"""
    known: dict[str, ast.expr] = {}
    for line in tree(path).body:
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        value = getattr(line, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.expr):
            known[target.id] = value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            known |= {
                one.id: said for one, said in zip(target.elts, value.elts, strict=True) if isinstance(one, ast.Name)
            }
    return known


@cache
def calls_by_name() -> dict[str, list[tuple[Path, Inside, ast.Call]]]:
    """产品代码里的每处调用，照函数名的最后一段分；带着它在哪几层函数里。"""
    found: dict[str, list[tuple[Path, Inside, ast.Call]]] = defaultdict(list)

    def walk(path: Path, node: ast.AST, inside: Inside) -> None:
        if isinstance(node, ast.Call):
            found[called(node)].append((path, inside, node))
        here = (*inside, node) if isinstance(node, ast.FunctionDef) else inside
        for child in ast.iter_child_nodes(node):
            walk(path, child, here)

    for path in product_files():
        walk(path, tree(path), ())
    return found


def calls_of(whom: Home) -> list[tuple[Path, Inside, ast.Call]]:
    """调用 whom（那个文件里的那个函数、那个类）的每一处；同名的别人不算。"""
    return [one for one in calls_by_name()[whom[1]] if home_of(one[0], one[2].func) == whom]


def argument(call: ast.Call, name: str, places: list[str]) -> ast.expr | None:
    """调用时写的某个参数；places 是不写名字时依次是什么。"""
    if name in places and len(call.args) > places.index(name):
        return call.args[places.index(name)]
    return next((one.value for one in call.keywords if one.arg == name), None)


def texts(path: Path, node: ast.expr | None, inside: Inside = ()) -> set[str]:
    """一个表达式写着什么字：直接写的、常量、二选一；是参数的，调用它的各处写的；是参数的一项的，造它的各处写的。认不出的为空。"""
    match node:
        case ast.Constant(value=str() as said):
            return {said}
        case ast.IfExp():
            return texts(path, node.body, inside) | texts(path, node.orelse, inside)
        case ast.Name() if owner := _taking(node.id, inside):
            return _handed((path, owner.name), node.id, [one.arg for one in owner.args.args])
        case ast.Attribute(value=ast.Name() as whose) if owner := _taking(whose.id, inside):
            return _of_field(path, owner, whose.id, node.attr)
        case ast.Name() | ast.Attribute():
            place = home_of(path, node)
            return texts(place[0], assigned(place[0]).get(place[1])) if place else set()
    return set()


def _taking(name: str, inside: Inside) -> ast.FunctionDef | None:
    """name 是里面哪一层函数的参数。"""
    return next((one for one in reversed(inside) if name in {arg.arg for arg in _arguments(one)}), None)


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.args, *function.args.kwonlyargs]


def _handed(whom: Home, name: str, places: list[str]) -> set[str]:
    """调用 whom 的各处，name 写着什么。"""
    return {
        said
        for path, inside, call in calls_of(whom)
        for said in texts(path, argument(call, name, places), inside)
    }  # fmt: skip


def _of_field(path: Path, owner: ast.FunctionDef, name: str, field: str) -> set[str]:
    """参数 name 是哪个类（照注解），造那个类的各处 field 写着什么。"""
    kind = next(arg.annotation for arg in _arguments(owner) if arg.arg == name)
    place = home_of(path, kind) if kind is not None else None
    if place is None:
        return set()
    made = next((one for one in tree(place[0]).body if isinstance(one, ast.ClassDef) and one.name == place[1]), None)
    lines = made.body if made else []
    fields = [one.target.id for one in lines if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    return _handed(place, field, fields)

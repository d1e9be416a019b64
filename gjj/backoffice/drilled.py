"""从别处点进清单时网址里带的条件，说成话：正在只看谁的、哪一件的。"""

from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, ForeignKey
from django.http import HttpRequest

from gjj.backoffice.show import show
from gjj.backoffice.things import thing_title
from gjj.backoffice.words import word

THING_COLUMNS = ("source_type", "object_type")
"""这几列写的是业务对象的编码。"""
BOUNDS = {"gte": "从 {} 起", "gt": "{} 以上（不含）", "lte": "到 {} 为止", "lt": "不到 {}"}
"""网址里的大小条件怎么说。"""


def drilled(listed: Any, request: HttpRequest) -> list[str]:
    """边上的筛选没有管到的条件，一条一句；指着的那一件来人看不到的，不说它叫什么。"""
    taken = {name for spec in listed.filter_specs for name in spec.expected_parameters()}
    told = []
    for lookup, values in listed.filter_params.items():
        if lookup not in taken and not lookup.startswith(f"{listed.date_hierarchy}__"):
            said = _said(listed, lookup, values[-1], request)
            if said:
                told.append(said)
    return told


def _said(listed: Any, lookup: str, value: str, request: HttpRequest) -> str:
    name = lookup.split("__")[0]
    try:
        field = listed.model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    if isinstance(field, ForeignKey):
        page = listed.model_admin.admin_site._registry.get(field.related_model)
        row = page.get_queryset(request).filter(pk=value).first() if page else None
        return f"{field.verbose_name} {row}" if row else ""
    if name in THING_COLUMNS:
        return thing_title(value)
    if lookup.endswith("__isnull"):
        return f"{field.verbose_name}：{'没有' if value in ('1', 'True', 'true') else '有'}"
    words = listed.model_admin.words
    said = word(words[name], value) if name in words else show(_read(field, value), field)
    return f"{field.verbose_name} {BOUNDS.get(lookup.rpartition('__')[2], '{}').format(said)}"


def _read(field: "Field[Any, Any]", value: str) -> Any:
    """网址里的条件都是字，照这一列的类型读回来；读不成的（几个一起的编号）原样说。"""
    try:
        return field.to_python(value)
    except (ValidationError, ValueError):
        return [value]

"""清单、详情、明细里的一列：字段、方法都由它按同一套写法显示，数字一律靠右。"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj.backoffice.show import EMPTY, chip, is_amount, is_figure, show
from gjj.backoffice.words import word

Method = Callable[[Any, Any], Any]


def column(
    title: str, *, ordering: str | None = None, is_number: bool = False, is_short: bool = False
) -> Callable[[Method], Method]:
    """方法做的一列：列名、按什么排序、是不是靠右的数、是不是不折行的短话。"""

    def mark(method: Method) -> Method:
        method.is_number, method.is_short = is_number, is_short  # type: ignore[attr-defined]
        return admin.display(description=title, ordering=ordering)(method)

    return mark


class Column:
    """一列。后台把它当作函数：叫一次给一格。

    ``labelled`` 时每格带着列名，窄屏上一行变成一张卡片时用。
    """

    do_not_call_in_templates = True

    def __init__(self, owner: "Shown", name: str, *, labelled: bool) -> None:
        self.owner, self.name, self.labelled = owner, name, labelled
        method: Any = getattr(owner, name, None)
        self.method = method if hasattr(method, "short_description") else None
        self.field = None if self.method else _field(owner.model, name)
        self.short_description = "编号" if name == "id" else _label(owner, name)
        self.admin_order_field = name if self.field else getattr(self.method, "admin_order_field", None)
        self.is_number = getattr(self.method, "is_number", False) or self._is_figure()
        # 后台把名字写进格子的 class，多写一个词就多一个样式
        self.__name__ = f"{name} num" if self.is_number else f"{name} nowrap" if self._is_short() else name

    def _is_figure(self) -> bool:
        """清单和明细里的数靠右；详情里只有金额靠右，好一位对一位地看。"""
        figure = is_figure(self.field) if self.labelled else is_amount(self.field)
        return self.name not in self.owner.words and figure

    def _is_short(self) -> bool:
        if self.method:
            return getattr(self.method, "is_short", False)
        return (
            self.name in self.owner.words or self.name in self.owner.chips or isinstance(self.field, models.DateField)
        )

    def __call__(self, row: Any) -> SafeString | str:
        said = self.said(row)
        if not self.labelled:
            return said
        return format_html('<span class="cell" data-label="{}">{}</span>', self.short_description, said)

    def value_of(self, row: Any) -> Any:
        """这一格的值，还没有写成话。"""
        return self.method(row) if self.method else getattr(row, self.name)

    def said(self, row: Any) -> SafeString | str:
        """这一格写什么。"""
        value = self.value_of(row)
        raw = value
        if self.name in self.owner.blank_zeros and not value:
            return ""
        if self.name in self.owner.words and value not in (None, ""):
            value = word(self.owner.words[self.name], str(value))
        text = show(value, self.field)
        kind = self.owner.chips.get(self.name, {}).get(raw)
        return chip(kind, text) if kind and text != EMPTY else text


def _label(owner: Any, name: str) -> str:
    return str(label_for_field(name, owner.model, owner))


def _field(model: Any, name: str) -> "models.Field[Any, Any] | None":
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


class Shown:
    """按列显示的一类记录：``words`` 是列 → 词汇表，``chips`` 是列 → 值 → 样子，``blank_zeros`` 是零不写的列。"""

    model: Any
    words: ClassVar[Mapping[str, str]] = {}
    chips: ClassVar[Mapping[str, Mapping[Any, str]]] = {}
    blank_zeros: ClassVar[Sequence[str]] = ()

    def column_of(self, name: str, *, labelled: bool = False) -> Column:
        """这一列；同一个名字总是同一个对象，后台靠它认列。"""
        kept: dict[tuple[str, bool], Column] = self.__dict__.setdefault("_columns", {})
        if (name, labelled) not in kept:
            kept[name, labelled] = Column(self, name, labelled=labelled)
        return kept[name, labelled]

    def columns_of(self, names: Any, *, labelled: bool = False) -> list[Any]:
        """几列。"""
        return [self.column_of(name, labelled=labelled) for name in names]

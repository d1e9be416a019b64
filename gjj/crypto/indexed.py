"""有盲索引的模型：怎么写（save、update、bulk_update）都两套一起写。bulk_create 由列自己管，写成 SQL 的用 gjj.fields.columns。"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from gjj.crypto.blind import OTHER, BlindIndexField, OtherIndexField, other_of

Row = TypeVar("Row", bound=models.Model)


def others_of(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """这些列里的盲索引，另一套叫什么。"""
    given = set(names)
    found = [one.name for one in model._meta.concrete_fields if isinstance(one, BlindIndexField)]
    return [f"{name}{OTHER}" for name in found if name in given and f"{name}{OTHER}" not in given]


class IndexedRows(models.QuerySet[Row]):
    """改的时候两套一起改。"""

    def update(self, **kwargs: Any) -> int:
        """和平时一样；改了盲索引的，另一套跟着改。"""
        for name in others_of(self.model, kwargs):
            kwargs[name] = other_of(kwargs[name.removesuffix(OTHER)])
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None) -> int:
        """和平时一样；改了盲索引的，另一套跟着改。"""
        rows, names = list(objs), list(fields)
        others = others_of(self.model, names)
        for name in others:
            field = self.model._meta.get_field(name)
            assert isinstance(field, OtherIndexField), name
            for row in rows:
                field.pre_save(row, add=False)
        return super().bulk_update(rows, [*names, *others], batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]


class Indexed(models.Model):
    """有盲索引的模型。"""

    writes_both_slots = True
    objects = IndexedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        """和平时一样；只写几列的，写了盲索引也写另一套。"""
        if kwargs.get("update_fields") is not None:
            names = list(kwargs["update_fields"])
            kwargs["update_fields"] = [*names, *others_of(type(self), names)]
        super().save(**kwargs)

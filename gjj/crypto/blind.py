"""盲索引：同样的号码得同样的索引，能精确查找、能唯一，但推不回号码。

一列盲索引在库里是两列，两套：a（原来的名字）和 b（后面加 _b），各用一把密钥。程序里的那个名字总是这个进程查的那一套，
后面加 _other 的是另一套。平时只有一把密钥，另一套空着；换密钥的时候两把都在，两套一起写（decisions/0019）。
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import models

from gjj.crypto.box import current_slot, has_both, hmac_hex, hmac_hex_many

OTHER, SLOT_B = "_other", "_b"
HISTORIC = "__fake__"
"""迁移里照历史造的模型：不管进程查哪一套，总是原来的名字对 a。"""


class Index(str):
    """一个号码的盲索引，带着另一套的；只有一把密钥的进程用不着它，就是普通的字。"""

    __slots__ = ("other",)
    other: str | None


def paired(index: str, other: str | None) -> str:
    """把两套合成一个：当作 index 用，写的时候两套一起写。"""
    both = Index(index)
    both.other = other
    return both


def blind_index(purpose: str, value: str) -> str:
    """某种号码（id_no、mobile、bank_card）的盲索引，64 个十六进制字符。"""
    index = hmac_hex(f"blind:{purpose}", value)
    return paired(index, hmac_hex(f"blind:{purpose}", value, key="index_other")) if has_both() else index


def blind_indexes(purpose: str, values: Iterable[str]) -> dict[str, str]:
    """一批号码的盲索引：号码 → 索引。"""
    distinct = list(dict.fromkeys(values))
    indexes = hmac_hex_many(f"blind:{purpose}", distinct)
    if has_both():
        others = hmac_hex_many(f"blind:{purpose}", distinct, key="index_other")
        indexes = list(map(paired, indexes, others))
    return dict(zip(distinct, indexes, strict=True))


def card_index(number: str) -> str:
    """银行账号的盲索引：中间的空格不算；没有账号的是空串，和谁也对不上。"""
    plain = "".join(number.split())
    return blind_index("bank_card", plain) if plain else ""


TAIL = 4


def tail_index(id_no: str) -> str:
    """证件号后四位的盲索引：本单位里按后四位找人用；四位推不回整个号码。"""
    return blind_index("id_no_tail", id_no[-TAIL:].upper())


def other_of(index: Any) -> str | None:
    """写这个索引的时候，另一套写什么：没有那一把密钥的、不知道的空着，由 rotate_index 从密文补。"""
    if index == "":
        return "" if has_both() else None
    return index.other if isinstance(index, Index) else None


def index_of(row: models.Model, name: str) -> str:
    """一行存着的盲索引，两套都有的带着另一套：要抄到别处、要和签过的比，用它。"""
    index, other = getattr(row, name), getattr(row, f"{name}{OTHER}")
    return paired(index, other) if index and other else index or ""


def column_of(model: type[models.Model], name: str) -> str:
    """一列盲索引在库里叫什么（这个进程查的那一套），给写成 SQL 的语句用。"""
    field = model._meta.get_field(name)
    assert isinstance(field, _SlotField), name
    return str(field.column)


NONE: Mapping[str, Sequence[str]] = {}


def same(now: Any, then: Any, also: Mapping[str, Sequence[str]] = NONE) -> bool:
    """现在的和记着的一样不一样：里面的盲索引，哪一套的都认；also 是换密钥的时候记下的，记着的那个 → 同一个号码别的索引。"""
    if isinstance(now, Mapping) and isinstance(then, Mapping):
        return now.keys() == then.keys() and all(same(now[name], then[name], also) for name in now)
    if isinstance(now, list | tuple) and isinstance(then, list | tuple):
        return len(now) == len(then) and all(same(one, kept, also) for one, kept in zip(now, then, strict=True))
    if isinstance(now, str) and isinstance(then, str):
        return not {str(now), other_of(now) or str(now)}.isdisjoint([then, *also.get(then, ())])
    return bool(now == then)


def in_other(facts: Any) -> Any:
    """同样的内容，里面的盲索引换成另一套的；别的照旧。"""
    if isinstance(facts, Index):
        return facts.other
    return [in_other(one) for one in facts] if isinstance(facts, list | tuple) else facts


class _SlotField(models.CharField):
    """两套里的一套：在库里是哪一列，看这个进程查哪一套。"""

    is_other = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)
        self.is_historic = False

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        self.is_historic = cls.__module__ == HISTORIC
        super().contribute_to_class(cls, name, private_only)

    def get_attname_column(self) -> tuple[str, str]:
        attname = self.get_attname()
        slot_a = attname.removesuffix(OTHER)
        in_b = (not self.is_historic and current_slot() == "b") != self.is_other
        return attname, f"{slot_a}{SLOT_B}" if in_b else slot_a


class OtherIndexField(_SlotField):
    """另一套：不用自己写，跟着这个进程查的那一套写。"""

    is_other = True

    @property
    def follows(self) -> str:
        """跟着哪一列写。"""
        return self.attname.removesuffix(OTHER)

    def is_written(self) -> bool:
        """这个进程有没有那一把密钥：没有的总是空着，成批写的不必带上这一列。"""
        return has_both()

    def beside(self, index: Any) -> str | None:
        """那一列写这个的时候，这一列写什么。"""
        return other_of(index)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        index = model_instance.__dict__.get(self.follows, NONE)
        # 从库里读来、没有动过的是普通的字：照原样；动过而没有另一把密钥的，旧的由触发器清掉
        if index is not NONE and (add or not index or isinstance(index, Index)):
            setattr(model_instance, self.attname, other_of(index))
        return getattr(model_instance, self.attname)


class BlindIndexField(_SlotField):
    """盲索引的列；旁边自动有另一套（名字后面加 _other），所在的模型要是 Indexed。

    source 是哪一列密文的索引，purpose 是哪一种号码（每行不同的写在 purpose_column 那一列）：换密钥照它们重算。
    没有 source 的不重算（几分钟就过期）。
    """

    def __init__(
        self, *args: Any, source: str = "", purpose: str = "", purpose_column: str = "", **kwargs: Any
    ) -> None:
        if source:
            kwargs["null"] = True  # 换密钥的时候总有一套空着；查的那一套不空，由约束守着
        super().__init__(*args, **kwargs)
        self.source, self.purpose, self.purpose_column = source, purpose, purpose_column

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not self.is_historic:
            other = OtherIndexField(f"{self.verbose_name}（另一套）", null=True, editable=False)
            other.contribute_to_class(cls, f"{name}{OTHER}")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        found = super().check(**kwargs)
        if not getattr(self.model, "writes_both_slots", False):
            found.append(
                Error(
                    "有盲索引的模型要从 gjj.crypto.indexed.Indexed 来，写的时候才两套一起写",
                    obj=self,
                    id="gjj.crypto.E001",
                )
            )
        if not self.null:
            found.append(Error("盲索引两套都要许空：换密钥的时候总有一套空着", obj=self, id="gjj.crypto.E003"))
        return found

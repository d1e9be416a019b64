"""「怎么算的」：一个金额的推导，一步一句，带条款。"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Term:
    """推导的一步。"""

    text: str
    article: str | None = None


@dataclass(frozen=True)
class Explanation:
    """一个金额的推导。"""

    terms: tuple[Term, ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        """接口与账上的写法：[{"text", "article"?}]。"""
        return [
            {"text": term.text, "article": term.article} if term.article else {"text": term.text} for term in self.terms
        ]

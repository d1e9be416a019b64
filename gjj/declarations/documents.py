"""单证的声明：各业务线说自己出具哪几种纸，什么样子，谁来核验时给人看哪几项。"""

from dataclasses import dataclass
from typing import Literal

Look = Literal["text", "money", "name", "id_no"]
PAPERS = {"a4": "A4 竖", "a5": "A5 横"}


@dataclass(frozen=True)
class ShownFact:
    """核验时给人看的一项：叫什么、取事实里的哪一项、怎么遮掩（name 姓名、id_no 证件号，别的照原样）。

    同一种单证按事实里的 what（汇缴书、补缴书）叫法不同的，写在 otherwise：what → 叫什么；要和纸上写的一样。
    """

    label: str
    fact: str
    look: Look = "text"
    otherwise: tuple[tuple[str, str], ...] = ()

    def label_of(self, what: str) -> str:
        """这一份上叫什么。"""
        return dict(self.otherwise).get(what, self.label)


@dataclass(frozen=True)
class DocumentKind:
    """一种单证。

    ``prefix`` 是单证编号的头两位；``template`` 是纸面的模板（打印页和 PDF 同一个）；``paper`` 是纸张；
    ``sealed`` 盖电子印章的样子；``shown`` 核验时给人看的几项。同一件事只有最近一份算数：内容变了，旧的成「已更正」；
    说的是某一天的情况的（证明、对账单），「哪一件」里写着日子，各天各算一件。
    """

    code: str
    title: str
    prefix: str
    template: str
    paper: str = "a4"
    sealed: bool = True
    shown: tuple[ShownFact, ...] = ()
    otherwise: tuple[tuple[str, str], ...] = ()

    def title_of(self, what: str) -> str:
        """这一份纸上叫什么；按事实里的 what 叫法不同的写在 otherwise，和 ShownFact 的一样。"""
        return dict(self.otherwise).get(what, self.title)

    def __post_init__(self) -> None:
        if self.paper not in PAPERS or not (len(self.prefix) == 2 and self.prefix.isdigit()):
            raise ValueError(f"单证 {self.code} 的纸张或编号头写得不对")

"""单位暂存照来去的先后算：每笔进来的是一份，出去的先用早来的；谁的钱出去了、还剩谁的，都照记账的次序。

没有条款规定先用哪一笔；照先后用，单证上写过的话以后不会变。
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gjj.money.amounts import ZERO

IN_KINDS = ("receipt", "claim")
OUT_KINDS = ("allocation", "make_up")


@dataclass(frozen=True)
class Flow:
    """一张凭证动了单位暂存多少（进为正，元）：哪种业务、哪份汇缴书或哪笔退款、冲的是哪一张。

    冲账的 ``kind``、``source`` 照它冲的那一张；认给单位没有指明汇缴书的，``source`` 为空。
    """

    voucher: int
    at: datetime
    kind: str
    source: int | None
    amount: Decimal
    reverses: int | None = None


@dataclass(frozen=True)
class Book:
    """一份汇缴书：是不是还没办完（钱给它留着）、抵缴了多少、几时撤销的。"""

    is_pending: bool
    covered: Decimal = ZERO
    cancelled_at: datetime | None = None


@dataclass(frozen=True)
class Out:
    """一笔退款：从哪份汇缴书退的（从暂存退的为空）、多少、没退成的是几时知道的。"""

    book: int | None
    amount: Decimal
    failed_at: datetime | None = None


@dataclass(slots=True)
class Lot:
    """暂存里的一份：哪张凭证来的、是哪份汇缴书的（单位自己的为空）、还剩多少、给哪笔退款留着、几时起能用。"""

    voucher: int
    book: int | None
    left: Decimal
    refund: int | None = None
    since: datetime | None = None


class Suspense:
    """一个单位的暂存，照先后算完：``lots`` 是还在的各份，``used`` 是每张凭证用了哪几份汇缴书的钱。"""

    def __init__(self, flows: Iterable[Flow], books: Mapping[int, Book], refunds: Mapping[int, Out]) -> None:
        self.books, self.refunds = books, refunds
        self.lots: list[Lot] = []
        self.used: dict[int, dict[int, Decimal]] = defaultdict(dict)
        self._came: dict[int, Decimal] = defaultdict(lambda: ZERO)
        self._entered: set[int] = set()
        # 退回总是把那时到的全部退回：一份汇缴书先到的，先给先退的
        self._aside = {pk: one.amount for pk, one in sorted(refunds.items()) if one.book is not None}
        every = list(flows)
        self._undone = {one.reverses for one in every if one.reverses and one.kind == "claim"}
        for one in every:
            self._follow(one)

    def came(self, book: int) -> Decimal:
        """这一份转入单位暂存的一共多少：自己入账用掉的、退回的、冲掉的不算；没办完的还没有。"""
        return ZERO if self.books[book].is_pending else max(self._came[book], ZERO)

    def there(self, book: int) -> Decimal:
        """这一份转入单位暂存的还在多少。"""
        return ZERO if self.books[book].is_pending else sum((lot.left for lot in self.lots if lot.book == book), ZERO)

    def unused(self, book: int, spoken_for: Decimal) -> Decimal:
        """这一份还在的里面，没有别的用处的多少；spoken_for 是已经说好要用、还没出去的（抵缴着的、正在退回的），先用早来的。"""
        found = ZERO
        for lot in self.lots:
            if lot.refund is None and not self._is_pending(lot):
                taken = min(spoken_for, lot.left)
                spoken_for -= taken
                found += lot.left - taken if lot.book == book else ZERO
        return found

    def _is_pending(self, lot: Lot) -> bool:
        return lot.book is not None and self.books[lot.book].is_pending

    def _follow(self, flow: Flow) -> None:
        if flow.amount > 0:
            self._come(flow)
        elif flow.kind in IN_KINDS:
            self._take_back(flow)
        elif flow.kind in OUT_KINDS:
            self._enter(flow)
        elif flow.kind == "refund" and self.refunds[flow.source or 0].book is not None:
            self._take(flow, -flow.amount, lambda lot: lot.refund == flow.source, *self._free_at(flow))
        else:
            self._take(flow, -flow.amount, *self._free_at(flow))

    def _come(self, flow: Flow) -> None:
        """来了一笔：到账、认领，或者入账冲销回来的；指明汇缴书的是它的，给它的退款留着的除外。"""
        book = flow.source if flow.kind in (*IN_KINDS, *OUT_KINDS) else None
        left = flow.amount
        if book is not None and flow.kind in IN_KINDS and flow.voucher not in self._undone:
            left = self._set_aside(flow, book)
        if left:
            self.lots.append(Lot(flow.voucher, book, left))
        if book is not None:
            self._came[book] += left

    def _set_aside(self, flow: Flow, book: int) -> Decimal:
        """留给这一份的退款，返回还剩多少；没退成的留在暂存，是单位自己的。"""
        left = flow.amount
        for pk, amount in self._aside.items():
            out = self.refunds[pk]
            part = min(left, amount) if out.book == book else ZERO
            if part:
                kept = None if out.failed_at else pk
                self.lots.append(Lot(flow.voucher, None, part, kept, out.failed_at))
                self._aside[pk] -= part
                left -= part
        return left

    def _enter(self, flow: Flow) -> None:
        """入账：先用自己到的，抵缴的用暂存里早来的；从此自己多到的也在暂存里。"""
        book = flow.source or 0
        covered = self.books[book].covered
        own = -flow.amount - covered
        self._came[book] -= own
        self._take(flow, own, lambda lot: lot.book == book)
        self._take(flow, covered, *self._free_at(flow))
        self._entered.add(book)

    def _take_back(self, flow: Flow) -> None:
        """到账、认领冲销：先是那一笔自己的，已经用掉的用同一份别的，再用早来的。"""
        if flow.source is not None:
            self._came[flow.source] += flow.amount
        self._take(
            flow, -flow.amount, lambda lot: lot.voucher == flow.reverses,
            lambda lot: lot.book is not None and lot.book == flow.source, *self._free_at(flow),
        )  # fmt: skip

    def _free_at(self, flow: Flow) -> tuple[Callable[[Lot], bool], Callable[[Lot], bool]]:
        """这张凭证那时能用的：没有给退款、给没办完的汇缴书留着；钟拨回去过、照时刻还不够的，再用现在能用的。"""

        def is_free(lot: Lot) -> bool:
            if lot.refund is not None or (lot.since is not None and lot.since > flow.at):
                return False
            if lot.book is None or lot.book in self._entered:
                return True
            cancelled = self.books[lot.book].cancelled_at
            return cancelled is not None and cancelled <= flow.at

        return is_free, lambda lot: lot.refund is None and not self._is_pending(lot)

    def _take(self, flow: Flow, amount: Decimal, *choices: Callable[[Lot], bool]) -> None:
        """照先后用掉 amount 元：先用头一样的，不够再用下一样的。"""
        for choice in choices:
            for lot in self.lots:
                if amount > 0 and choice(lot):
                    part = min(lot.left, amount)
                    lot.left -= part
                    amount -= part
                    if lot.book is not None:
                        self.used[flow.voucher][lot.book] = self.used[flow.voucher].get(lot.book, ZERO) + part
            self.lots = [lot for lot in self.lots if lot.left]

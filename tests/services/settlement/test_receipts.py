"""到账：取通知不漏不重，从附言里认缴款识别码，认不出的等人认领。"""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjj.idnumbers.mod11_10 import check_digit
from gjj.idnumbers.payment_code import payment_code_in
from gjj.ledger.models import Leg, Voucher
from gjj.settlement.models import NoticeCursor, Receipt
from gjj.settlement.services import receipts
from gjj.settlement.services.receipts import fetch_receipts, match_receipt, record_receipt
from gjj.web.templatetags.hall import grouped
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.database import owner_of
from tests.race import together
from tests.services.settlement.helpers import CODE, STRANGER, PaperBank, PaperPurpose, instruction, notice, of

WRONG = CODE[:-1] + str((int(CODE[-1]) + 1) % 10)
ACCOUNT = f"622202110000123{check_digit('622202110000123')}"
"""校验位碰巧也对的 16 位账号。"""
WIDE = "".join(chr(ord(one) + 0xFEE0) for one in CODE)
SHOWN = grouped(CODE)
"""页面和单证上的样子。"""


def recorded(**change: Any) -> int:
    """记下一笔到账，返回编号。"""
    record_receipt(notice=notice(1, **change), at=s.NOON)
    return int(Receipt.objects.latest("id").pk)


def cursor() -> int:
    """通知取到哪里。"""
    return NoticeCursor.objects.get().after


@pytest.mark.parametrize(
    ("remark", "found"),
    [
        (CODE, CODE),
        (f"{CODE} 2026年11月住房公积金汇缴", CODE),
        (f"汇缴{CODE}谢谢", CODE),
        (f"No.{CODE}/A", CODE),
        (f"6200000000000000 {CODE}", CODE),
        (f"{CODE} {CODE}", CODE),
        (f"{CODE} {STRANGER}", ""),
        (f"{SHOWN}，{grouped(STRANGER)}", ""),
        ("", ""),
        ("汇缴", ""),
        (WRONG, ""),
        (CODE[:-1], ""),
        (f"0{CODE}", ""),
        (f"{CODE}0", ""),
        (f"{CODE[:8]} {CODE[8:]}", CODE),
        (WIDE, CODE),
        (SHOWN, CODE),
        (f"附言 {SHOWN} 2026年11月汇缴", CODE),
        (f"{SHOWN} {SHOWN}", CODE),
        (SHOWN.replace(" ", "-"), CODE),
        (SHOWN.replace(" ", "—"), CODE),
        (grouped(WIDE).replace(" ", "\u3000"), CODE),
        (SHOWN.replace(" ", "\u00a0"), CODE),
        (SHOWN.replace(" ", "  "), ""),
        (SHOWN.replace(" ", "年"), ""),
        (f"{CODE[:6]} {CODE[6:]}", ""),
        (grouped(WRONG), ""),
        (f"0{SHOWN}", ""),
        (f"{SHOWN}0", ""),
    ],
)
def test_the_payment_code_is_found_in_the_remark(remark: str, found: str) -> None:
    """附言里 16 位、校验位对的才是缴款识别码：照页面上四位一组抄的、全角的也认；多一位少一位、别处断开的、写了两个不同的不认。"""
    assert payment_code_in(remark) == found


@settings(deadline=None)
@given(st.integers(0, 10**15 - 1), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_never_another_units_code(number: int, place: int, shift: int) -> None:
    """写错任何一位，都认不成一个识别码：不会记到别的单位。"""
    code = f"{number:015d}{check_digit(f'{number:015d}')}"
    wrong = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    assert payment_code_in(f"{code} 汇缴") == code
    assert payment_code_in(f"{wrong} 汇缴") == ""


@settings(deadline=None)
@given(st.integers(0, 10**15 - 1), st.integers(1900, 2100))
def test_a_code_copied_as_it_is_shown_is_read(number: int, year: int) -> None:
    """照页面上的样子抄在附言里，后面写哪一年都读得出来。"""
    code = f"{number:015d}{check_digit(f'{number:015d}')}"
    assert payment_code_in(f"{grouped(code)} {year}年11月汇缴") == code


@pytest.mark.django_db
def test_a_notice_becomes_a_receipt_and_an_errand() -> None:
    """一条通知记成一笔到账，等着匹配；付款账号加密，看得到的是户名。"""
    pk = recorded(payer_name="某单位")
    one = Receipt.objects.get(pk=pk)
    assert (one.status, one.amount, one.payer_name, one.payment_code) == ("received", Decimal("5.00"), "某单位", CODE)
    assert (one.booked_at, one.received_at, one.voucher_id) == (s.NOON, s.NOON, None)
    assert OutboxRow.objects.get(task="settlement.match").payload == {"receipt_id": pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("remark", "found"),
    [
        (f"付款账号 {ACCOUNT} 缴款识别码 {CODE}", CODE),
        (f"{SHOWN} {grouped(ACCOUNT)}", CODE),
        (f"{CODE} {STRANGER}", CODE),
        (f"{ACCOUNT} {STRANGER}", ""),
        (ACCOUNT, ACCOUNT),
    ],
)
def test_an_account_number_that_looks_like_a_code_does_not_hide_it(
    purpose: PaperPurpose, remark: str, found: str
) -> None:
    """附言里另写着校验位碰巧也对的账号：只有一个码查得到业务，就是它；都查不到的等会计查。"""
    assert Receipt.objects.get(pk=recorded(remark=remark)).payment_code == found


@pytest.mark.django_db
def test_two_real_codes_wait_for_the_accountant() -> None:
    """两份汇缴书的码都写着：不知道是哪一份的，等会计查。"""
    books = [s.remittance_of(s.unit_with_workers(1)[0]) for _ in range(2)]
    both = " ".join(one.payment_code for one in books)
    assert Receipt.objects.get(pk=recorded(remark=both)).payment_code == ""
    assert Receipt.objects.get(
        pk=recorded(serial="BK-one", remark=f"{books[0].payment_code} {ACCOUNT}")
    ).payment_code == (books[0].payment_code)


@pytest.mark.django_db
def test_one_bank_serial_is_one_receipt() -> None:
    """同一流水号来多少遍都只有一笔，不重复匹配；别的流水号是另一笔。"""
    assert [record_receipt(notice=notice(seq, "BK-same"), at=s.NOON) for seq in (1, 2, 3)] == [True, False, False]
    assert (Receipt.objects.count(), OutboxRow.objects.count()) == (1, 1)
    assert record_receipt(notice=notice(4, "BK-other"), at=s.NOON)
    assert Receipt.objects.count() == 2


@pytest.mark.django_db
def test_the_receipt_names_the_instruction_the_bank_names(purpose: PaperPurpose) -> None:
    """银行带回指令编号的，到账指着那条指令；不是我们的编号就空着，照样记。"""
    pk = instruction()
    named = {"a": of(pk).bank_id, "b": f"GJJ{pk + 1:012d}", "c": "ABC1", "d": "GJJ", "e": "GJJx", "f": "GJJ" + "9" * 30}
    for place, (serial, payment_id) in enumerate(named.items()):
        record_receipt(notice=notice(place, serial, payment_id=payment_id), at=s.NOON)
    found = dict(Receipt.objects.values_list("bank_serial", "instruction_id"))
    assert found == {**dict.fromkeys(named), "a": pk}


@pytest.mark.django_db
def test_a_known_code_is_booked_once(purpose: PaperPurpose, commit: Callable[[], None]) -> None:
    """认得的识别码：交给那项业务记账，到账指着凭证；再匹配什么也不做。"""
    pk = recorded()
    assert [match_receipt(pk, s.NOON) for _ in range(3)] == ["matched"] * 3
    commit()
    one = Receipt.objects.get(pk=pk)
    assert (one.purpose, one.reference, one.voucher_id) == (purpose.code, "1", Voucher.objects.get().pk)
    assert [fact.amount for fact in purpose.got] == [Decimal("5.00")]


@pytest.mark.django_db
@pytest.mark.parametrize("remark", ["汇缴", "", WRONG, STRANGER])
def test_a_code_nobody_knows_waits_for_a_human(purpose: PaperPurpose, commit: Callable[[], None], remark: str) -> None:
    """没有识别码、校验位不对、没人登记过的：钱记在中心暂收一次，不记到任何单位，等人查。"""
    pk = recorded(remark=remark)
    assert [match_receipt(pk, s.NOON) for _ in range(2)] == ["unmatched"] * 2
    commit()
    one = Receipt.objects.get(pk=pk)
    assert (one.purpose, one.reference, one.voucher_id) == ("", "", Voucher.objects.get().pk)
    assert list(Leg.objects.values_list("subject", "debit", "credit", "party")) == [
        ("101", Decimal("5.00"), 0, None), ("219", 0, Decimal("5.00"), None),
    ]  # fmt: skip
    assert purpose.got == []


@pytest.mark.django_db
def test_a_receipt_that_cannot_be_booked_leaves_nothing_and_holds_up_nobody(purpose: PaperPurpose) -> None:
    """一笔记账出错：凭证一起退回，还是待匹配，别的照常；下次再匹配就好了。"""
    purpose.troubles = [RuntimeError()]
    bad, good = recorded(serial="A"), recorded(serial="B")
    drain(s.NOON)
    assert [Receipt.objects.get(pk=pk).status for pk in (bad, good)] == ["received", "matched"]
    assert Voucher.objects.count() == 1
    assert match_receipt(bad, s.NOON) == "matched"
    assert Voucher.objects.count() == 2


@pytest.mark.django_db
def test_all_pages_are_fetched_and_the_cursor_follows(bank: PaperBank) -> None:
    """一页一页取到没有为止，返回新的笔数；游标到最后一条；再取没有新的。"""
    bank.posted = [notice(seq) for seq in range(1, 6)]
    assert (fetch_receipts(s.NOON), cursor()) == (5, 5)
    assert (fetch_receipts(s.NOON), cursor()) == (0, 5)
    bank.posted.append(notice(9))
    assert (fetch_receipts(s.NOON), cursor(), Receipt.objects.count()) == (1, 9, 6)


@pytest.mark.django_db
def test_nothing_to_fetch_moves_nothing(bank: PaperBank) -> None:
    """没有通知，游标不动。"""
    assert (fetch_receipts(s.NOON), cursor()) == (0, 0)


@pytest.mark.django_db
def test_a_bank_that_falls_silent_is_asked_from_the_same_place(bank: PaperBank) -> None:
    """银行不应答：已经记下的算数，下次从断的地方接着取。"""
    bank.posted = [notice(seq) for seq in (1, 2)]
    fetch_receipts(s.NOON)
    bank.posted.append(notice(3))
    bank.is_silent = True
    assert (fetch_receipts(s.NOON), cursor()) == (0, 2)
    bank.is_silent = False
    assert (fetch_receipts(s.NOON), cursor()) == (1, 3)


@pytest.mark.django_db
def test_the_cursor_moves_on_only_when_the_whole_page_is_recorded(
    bank: PaperBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """记到一半进程没了：游标不动；再取从这一页头上来，记过的不重记，没记的补上。"""
    bank.posted = [notice(1), notice(2)]

    def interrupted(*, notice: Any, at: Any) -> bool:
        if notice.seq == 2:
            raise KeyboardInterrupt
        return record_receipt(notice=notice, at=at)

    with monkeypatch.context() as cut:
        cut.setattr(receipts, "record_receipt", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fetch_receipts(s.NOON)
    assert (cursor(), Receipt.objects.count()) == (0, 1)
    assert (fetch_receipts(s.NOON), cursor(), Receipt.objects.count()) == (1, 2, 2)


def test_two_fetching_at_once_record_every_notice_once(own_database: str, bank: PaperBank) -> None:
    """两个进程同时取，每条通知还是只记一笔，谁记的算谁的。"""
    bank.posted = [notice(seq) for seq in range(1, 21)]
    results = together([lambda: fetch_receipts(s.NOON)] * 2)
    assert sum(results) == 20
    assert (Receipt.objects.count(), OutboxRow.objects.count(), cursor()) == (20, 20, 20)


def _record_at_once(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """同一条通知两个进程同时记：都看过还没有这个流水号，再一起写。"""
    barrier = Barrier(2)

    def met() -> str:
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return CODE

    monkeypatch.setattr(receipts, "code_in", lambda remark: met)
    one = notice(1)
    return together([lambda: record_receipt(notice=one, at=s.NOON)] * 2)


def test_one_serial_recorded_twice_at_once_is_one_receipt(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """同一流水号同时记两次，只有一笔，只有一个说是自己记的。"""
    assert sorted(_record_at_once(monkeypatch)) == [False, True]
    assert (Receipt.objects.count(), OutboxRow.objects.count()) == (1, 1)


def test_without_the_unique_serial_it_is_recorded_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """没有流水号的唯一约束，同一笔钱就记了两笔：证明上一条靠的是它。"""
    with owner_of(own_database) as connection, connection.cursor() as sql:
        sql.execute("ALTER TABLE settlement_receipt DROP CONSTRAINT receipt_once")
    assert _record_at_once(monkeypatch) == [True, True]
    assert Receipt.objects.count() == 2

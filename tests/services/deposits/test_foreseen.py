"""先看见的号码：和用到的时候现算的一样，没有看见的不碍事。"""

from deposits.models import ChangeRow
from deposits.services import foreseen
from deposits.services.foreseen import Foreseen
from gjj.crypto.blind import blind_index
from tests.rules.deposits.lines import id_number

SOUND = id_number("19900315", 1)
UNSOUND = SOUND[:17] + ("0" if SOUND[17] != "0" else "1")
TEXTS = f"<si><t>{SOUND}</t></si><si><t>{UNSOUND}</t></si><si><t>13800000001</t></si>".encode()
SHEET = b'<row><c r="A1"><v>13800000002</v></c><c r="B1"><v>5000</v></c></row>'
ID_NO, MOBILE = ChangeRow._meta.get_field("id_no"), ChangeRow._meta.get_field("mobile")


def seen() -> Foreseen:
    found = Foreseen()
    found.look((TEXTS, SHEET))
    return found


def test_what_was_seen_is_sealed_for_its_column() -> None:
    """密文解得开，盲索引和现算的一样；手机号写成文字、写成数都看得见。"""
    found = seen()
    assert ID_NO.open(bytes.fromhex(found.ids[SOUND])) == SOUND
    assert found.indexes[SOUND] == blind_index("id_no", SOUND)
    assert {MOBILE.open(bytes.fromhex(one)) for one in found.mobiles.values()} == {"13800000001", "13800000002"}


def test_a_number_with_a_wrong_check_digit_is_not_taken_for_sound() -> None:
    """末位不对的，先看见、后封好都不算校验过的；它的盲索引照算，查得出登记过没有。"""
    found = seen()
    found.seal_sound([UNSOUND])
    assert UNSOUND not in found.ids
    assert found.indexes_of([UNSOUND]) == {UNSOUND: blind_index("id_no", UNSOUND)}


def test_a_sealed_mobile_is_used_once() -> None:
    """同一个手机号写两遍，密文不同；没有先看见的现算。"""
    first, second, unseen = seen().sealed_mobiles(["13800000001", "13800000001", "13900000009"])
    assert first != second
    assert [MOBILE.open(bytes.fromhex(one)) for one in (first, second, unseen)] == [
        "13800000001", "13800000001", "13900000009",
    ]  # fmt: skip


def test_a_number_cut_between_two_steps_is_reckoned_later(monkeypatch) -> None:
    """正好断在两截之间的号码不看，用到的时候现算，不会看成别的号码。"""
    monkeypatch.setattr(foreseen, "STEP", TEXTS.index(SOUND.encode()) + 9)
    found = Foreseen()
    found.look((TEXTS,))
    assert set(found.indexes) <= {SOUND, UNSOUND}
    assert found.indexes_of([SOUND])[SOUND] == blind_index("id_no", SOUND)


def test_a_forged_file_is_not_read_without_end(monkeypatch) -> None:
    """号码多得不像名单的，看到够多就不看了。"""
    monkeypatch.setattr(foreseen, "STEP", 200)
    monkeypatch.setattr(foreseen, "MOST", 100)
    many = b"".join(b"<t>138%08d</t>" % number for number in range(1000))
    found = Foreseen()
    found.look((many,))
    assert 0 < len(found.mobiles) < 50

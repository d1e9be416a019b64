"""口令的规矩：够长，不常见，没有自己的资料，不是用过的；每样差一点的放过。"""

from pathlib import Path

import pytest

from gjj.identity.passwords import common_passwords, example, is_common, own_words, problems, strength

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
OWN = own_words(username="zhangsan88", pinyin="zhangsan", mobile="13812345678", id_no="110101199003071234")
GOOD = "春风Chunfeng-7日"


@pytest.mark.parametrize(
    "password",
    [
        "12345678", "a123456", "woaini1314", "WoAiNi1314", "qwer1234", "Qwer1234!!", "woaini1314!", "woaini1314abc", "P@ssw0rd",
        "Pa$$w0rd12", "1qaz2wsx3edc", "qwertyuiop", "poiuytrewq", "0987654321", "1111111111", "abcabcabca", "aabbaabbaabb",
        "1234512345", "gongjijin2026", "5201314520", "admin@123456", "！！！！！！！！！！", "          ",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_common(password: str) -> None:
    """清单里的、添一截的、换了符号的、键盘一串、重复的，都算常见。"""
    assert is_common(password)


@pytest.mark.parametrize(
    "password", [GOOD, "Another@2026", "correct horse battery", "woaini1314tian", "河边一棵老槐树底下", "x7Kq-29vLm"]
)
def test_what_nobody_would_guess_is_not_common(password: str) -> None:
    """几个词连起来的、汉字的、随手的，都放过；常见的后面添了四个字符的也放过。"""
    assert not is_common(password)


def test_the_length_is_counted_to_the_letter() -> None:
    """差一位的说至少几位，正好的放过；几位由参数定。"""
    assert problems("x7Kq-29vL", least=10) == ["至少 10 位"]
    assert problems("x7Kq-29vLm", least=10) == []
    assert problems("x7Kq-29vLm", least=12) == ["至少 12 位"]


def test_every_example_in_the_hints_would_be_taken() -> None:
    """要几位的例子就够几位，参数许的 12 到 64 位都照着填得下；说明里的例子都从这里来，没有另写的。"""
    assert [(least, found) for least in range(12, 65) if (found := problems(example(least), least=least))] == []
    assert len(example(12)) < 20
    hints = [one for one in TEMPLATES.rglob("*.html") if "几个不相干的词" in one.read_text(encoding="utf-8")]
    assert len(hints) == 3
    for one in hints:
        text = one.read_text(encoding="utf-8")
        assert "|password_example" in text
        assert '例如 "|add:one' in text, one


@pytest.mark.parametrize("part", ["zhangsan88", "ZhangSan", "13812345678", "12345678", "19900307", "900307"])
def test_ones_own_particulars_are_refused(part: str) -> None:
    """用户名、姓名拼音、手机号和后八位、出生日期，写在哪里都不行，不分大小写。"""
    assert "里面有您的用户名、姓名、手机号或出生日期" in problems(f"kx-{part}-vLmq", least=10, own=OWN)


def test_short_names_do_not_forbid_everything() -> None:
    """姓名拼音只有两三个字母的不比：到处都会碰上。"""
    assert problems("li-x7Kq-29vLm", least=10, own=own_words(username="li", pinyin="li", mobile="", id_no="")) == []


def test_every_fault_is_said_at_once() -> None:
    """几样不对一次说全。"""
    assert len(problems("zhangsan", least=10, own=OWN, is_used=True)) == 3


def test_the_list_is_there() -> None:
    """清单随程序带着，不是空的。"""
    assert len(common_passwords()) > 300


@pytest.mark.parametrize(
    ("password", "is_bad"),
    [
        ("爱我中华天安门广场2026", False),
        ("山高月小水落石出", False),
        ("密码12345678", True),
        ("我12345678我", True),
        ("一一一一一一一一一一", True),
    ],
)
def test_a_sentence_of_different_characters_is_not_common(password: str, is_bad: bool) -> None:
    """几个不同的汉字写成一句话，后面添个年份也不算常见；汉字少、字母数字那一段常见的，还是常见。"""
    assert is_common(password) is is_bad


@pytest.mark.parametrize(
    ("password", "level"),
    [
        ("", 0), ("x7Kq-29vLma", 1), ("x7Kq-29vLmab", 4), ("aaaaaaaaaaaa", 2), ("qwertyuiop12", 2), ("woainiwoaini", 2),
        ("193847562019", 2), ("riverbanklantern", 3), ("riverbank-Lantern", 4), ("山高月小水落石出山高月小", 4), ("河边一棵老槐树底下", 1),
    ],
)  # fmt: skip
def test_the_meter_counts_only_what_is_hard_to_guess(password: str, level: int) -> None:
    """强弱：不够长的太短；一样的、挨着的、重来一遍的不算数，字符的种类越多越强。"""
    assert strength(password, least=12) == level

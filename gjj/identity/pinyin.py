"""拼音：姓名按姓氏读音，单位名称按普通读音；用来排序和搜索。"""

from functools import lru_cache

SURNAME_READINGS = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren", "盖": "ge",
    "朴": "piao", "华": "hua", "翟": "zhai", "覃": "qin", "乐": "yue", "员": "yun", "牟": "mou", "缪": "miao",
    "纪": "ji", "那": "na", "卜": "bu", "冼": "xian", "洗": "xian", "秘": "bi", "繁": "po", "种": "chong", "黑": "he",
    "阚": "kan", "佴": "nai", "能": "nai", "都": "du", "折": "she", "祭": "zhai", "薄": "bo", "藏": "zang",
    "么": "yao", "适": "kuo", "句": "gou", "召": "shao", "乜": "nie",
    "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "单于": "chan yu", "澹台": "tan tai",
}  # fmt: skip
"""作姓氏时读音不同的字；复姓按字隔开。"""


@lru_cache(maxsize=20000)
def reading(name: str) -> tuple[str, str]:
    """姓名的全拼和首字母：曾思雨 → ("zengsiyu", "zsy")。复姓在前，单字姓在后。"""
    surname = next((name[:size] for size in (2, 1) if name[:size] in SURNAME_READINGS), "")
    parts = [*SURNAME_READINGS.get(surname, "").split(), *_plain(name[len(surname) :])]
    return "".join(parts).lower()[:128], "".join(part[:1] for part in parts).lower()[:32]


def company_reading(name: str) -> str:
    """单位名称的全拼：没有姓氏，「单晶」的单读 dan。"""
    return "".join(_plain(name)).lower()[:128]


@lru_cache(maxsize=50000)
def _plain(text: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(text, style=Style.NORMAL))

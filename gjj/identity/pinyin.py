"""姓名的拼音：按姓氏读音，用来排序和搜索。"""

from functools import lru_cache

SURNAME_READINGS = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "任": "ren", "盖": "ge",
    "朴": "piao", "尉迟": "yuchi", "长孙": "zhangsun", "万俟": "moqi", "华": "hua", "翟": "zhai", "覃": "qin",
    "乐": "yue", "员": "yun", "牟": "mou", "缪": "miao", "纪": "ji", "那": "na", "卜": "bu", "洗": "xian", "秘": "bi",
}  # fmt: skip


@lru_cache(maxsize=20000)
def reading(name: str) -> tuple[str, str]:
    """姓名的全拼和首字母：曾思雨 → ("zengsiyu", "zsy")。"""
    from pypinyin import Style, lazy_pinyin

    surname = next((name[:size] for size in (2, 1) if name[:size] in SURNAME_READINGS), "")
    given = lazy_pinyin(name[len(surname) :], style=Style.NORMAL)
    parts = ([SURNAME_READINGS[surname]] if surname else []) + given
    return "".join(parts).lower()[:128], "".join(part[:1] for part in parts).lower()[:32]

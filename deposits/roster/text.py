"""名单里的文字：看不见的字符、全角。"""

import unicodedata

BLANK_CONTROLS = "\t\n\r\x0b\x0c"
HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""全角的数字、字母、标点和空格对应的半角；别的字符（上标、圈码、别国数字）不动，免得悄悄变成另一个数。"""


def visible(text: str) -> str:
    """去掉看不见的字符：控制符、零宽字符、方向标记、落单的代理项；制表与换行算空白，留着。"""
    if text.isprintable():  # 印得出来的里面没有这几类
        return text
    return "".join(
        char for char in text if char in BLANK_CONTROLS or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )


def half_width(text: str) -> str:
    """全角转半角。"""
    return text if text.isascii() else text.translate(HALF)

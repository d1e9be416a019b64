"""缴款识别码照着抄的写法：四位一组、中间空格或横线、全角，都读成连着的 16 位。"""

import re
import unicodedata

from gjj.idnumbers import mod11_10

CODE = re.compile(r"(?<!\d)(?=(\d{4}(?:[ ‐-―−-]?\d{4}){3})(?!\d))")
"""16 位，连着写，或者像页面上那样每四位空一格、一横。"""


def payment_code_in(text: str) -> str:
    """附言里、搜索框里的缴款识别码（16 位，校验位对）；没有为空串。

    页面和单证上四位一组，照抄、全角也认。写了两个不同的码，不知道是哪一个的，算没有。
    """
    codes = payment_codes_in(text)
    return codes.pop() if len(codes) == 1 else ""


def payment_codes_in(text: str) -> set[str]:
    """附言里像缴款识别码的全部：16 位的账号十个里有一个校验位也对，哪个是真的要问业务。"""
    text, end, codes = unicodedata.normalize("NFKC", text), 0, set()
    for found in CODE.finditer(text):
        code = "".join(one for one in found.group(1) if one.isdigit())
        if found.start() >= end and mod11_10.is_valid(code):
            codes.add(code)
            end = found.end(1)  # 认出的码后面跟着的年份，不和它的后几组拼成另一个
    return codes

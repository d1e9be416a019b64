"""一段话里有没有像是哪个人的号码：证件号码、手机号、银行卡号，连写的、用空格或短横分段写的、全角的都认。"""

import re
import unicodedata

from gjj.idnumbers import bank_card, id_card, mobile

_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9]+(?:[ -][0-9]+)*[Xx]?(?![0-9A-Za-z])")
_SHORTEST, _LONGEST = 11, 19


def number_in(text: str) -> str:
    """话里头一个像是哪个人的号码，去掉分段；没有为空。校验位对不上的长数（文号、流水号、统一社会信用代码）不是。"""
    for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
        parts = re.split("[ -]", run)
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                number = "".join(parts[start:end]).upper()
                if _SHORTEST <= len(number) <= _LONGEST and _is_somebodys(number):
                    return number
    return ""


def _is_somebodys(number: str) -> bool:
    if len(number) == _SHORTEST:
        return mobile.is_valid(number)
    if id_card.checksum_ok(number):
        return id_card.birth_ok(number)
    return len(number) >= 16 and bank_card.is_valid(number)

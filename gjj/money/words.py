"""大写金额：票据上用的汉字写法。"""

from decimal import Decimal

from gjj.money.amounts import yuan

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
GROUPS = ("万亿", "亿", "万", "")
MOST = Decimal(10) ** 16


def in_words(amount: Decimal) -> str:
    """大写金额（元，不带「人民币」三个字）：1052.30 → 壹仟零伍拾贰元叁角整。

    中间连着的零只写一个，没有分的以「整」结尾，有元无角有分时补一个零。
    负数前写「负」；多于两位小数、一亿亿及以上抛 ValueError。依据：《正确填写票据和结算凭证的基本规定》。
    """
    exact = yuan(amount)
    if abs(exact) >= MOST:
        raise ValueError("金额太大，写不出大写")
    fen = int(abs(exact) * 100)
    whole, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(whole)}元" if whole else ""
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif cent and whole:
        text += "零"
    text += f"{DIGITS[cent]}分" if cent else "整"
    return ("负" if exact < 0 else "") + ("零元整" if fen == 0 else text)


def _whole(number: int) -> str:
    """整数部分：从高到低逐位写，零先记着，后面还有数才补一个「零」；每四位一节写「万」「亿」。"""
    text, gap = "", False
    for place, digit in enumerate(f"{number:016d}"):
        if digit != "0":
            text += ("零" if gap and text else "") + DIGITS[int(digit)] + PLACES[place % 4]
            gap = False
        else:
            gap = True
        if place % 4 == 3 and number // 10 ** (15 - place) % 10_000:
            text += GROUPS[place // 4]
    return text

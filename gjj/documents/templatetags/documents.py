"""单证纸面上的小零件：核验码的写法、二维码、电子印章。"""

import math
from collections.abc import Iterable

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj.documents.codes import spaced

register = template.Library()

CENTER, RADIUS, BASELINE = 100, 78, 67
"""印章画在 200 × 200 的格子里：圆心，字的正中和底边离圆心多远。"""
FAMILY = "Paper, 'Paper Rare', 'Noto Serif CJK SC', 'Songti SC', SimSun, serif"
"""SVG 里的字不跟着外面的样式，在这里写明。"""
STAR = "100,66 107.600,89.500 132.300,89.500 112.300,104 119.900,127.500 100,113 80.100,127.500 87.700,104 67.700,89.500 92.400,89.500"


@register.filter(name="spaced")
def spaced_code(code: str) -> str:
    """核验码四个一组。"""
    return spaced(code)


@register.simple_tag
def qr(text: str) -> SafeString:
    """二维码，一格一个点的小图，放大不糊；行内 SVG 要一段段描，排一张单证多用一成的时间。"""
    drawn = segno.make(text, error="m", micro=False).png_data_uri(scale=4, border=0)
    return format_html('<img class="qr" alt="核验用的二维码" src="{}">', drawn)


@register.simple_tag
def seal(center: str, purpose: str = "业务专用章", note: str = "") -> SafeString:
    """圆形电子印章的样子：上弧是中心名称，中间五角星，下面是用途；note 写「示例」一类的提醒。"""
    turns = _turns(len(center))
    size = min(21.0, math.radians(turns[-1] - turns[-2] if turns[1:] else 17.0) * RADIUS * 0.95)
    places = [_starts(turn, size) for turn in turns]
    return format_html(
        '<svg class="seal" viewBox="0 0 200 200" role="img" aria-label="{0}{1}">'
        '<circle cx="100" cy="100" r="95" fill="none" stroke="#c8171e" stroke-width="5"/>'
        '<g fill="#c8171e" font-family="{8}" font-weight="700" text-anchor="middle">'
        '<text text-anchor="start" font-size="{2}" x="{3}" y="{4}" rotate="{5}">{0}</text><polygon points="{6}"/>'
        '<text x="100" y="153" font-size="17">{1}</text><text x="100" y="174" font-size="12">{7}</text></g></svg>',
        center, purpose, f"{size:.1f}", _list(x for x, _ in places), _list(y for _, y in places), _list(turns), STAR, note, FAMILY,
    )  # fmt: skip


def _turns(letters: int) -> list[float]:
    """上弧每个字转多少度，正上方是 0。"""
    step = min(270.0, 17.0 * letters) / max(letters - 1, 1)
    return [(place - (letters - 1) / 2) * step for place in range(letters)]


def _starts(turn: float, size: float) -> tuple[float, float]:
    """转过 turn 度的那个字从哪里写起：字是方的，底边的中点落在圆上。"""
    angle, half = math.radians(turn), size / 2
    return (
        CENTER + BASELINE * math.sin(angle) - half * math.cos(angle),
        CENTER - BASELINE * math.cos(angle) - half * math.sin(angle),
    )


def _list(numbers: Iterable[float]) -> str:
    return " ".join(f"{number:.2f}" for number in numbers)

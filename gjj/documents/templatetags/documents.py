"""单证纸面上的小零件：核验码的写法、二维码、电子印章。"""

import math

import segno
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gjj.documents.codes import spaced

register = template.Library()

CENTER, RADIUS = 100, 78
"""印章画在 200 × 200 的格子里：字的圆心与半径。"""
FAMILY = "Paper, 'Paper Rare', 'Noto Serif CJK SC', 'Songti SC', SimSun, serif"
"""SVG 里的字不跟着外面的样式，在这里写明。"""
STAR = "100,66 107.600,89.500 132.300,89.500 112.300,104 119.900,127.500 100,113 80.100,127.500 87.700,104 67.700,89.500 92.400,89.500"


@register.filter(name="spaced")
def spaced_code(code: str) -> str:
    """核验码四个一组。"""
    return spaced(code)


@register.simple_tag
def qr(text: str) -> SafeString:
    """二维码，行内 SVG；给人念的是它通向哪里。"""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn.replace("<svg ", '<svg role="img" aria-label="核验用的二维码" ', 1))  # noqa: S308  segno 画的


@register.simple_tag
def seal(center: str, purpose: str = "业务专用章", note: str = "") -> SafeString:
    """圆形电子印章的样子：上弧是中心名称，中间五角星，下面是用途；note 写「示例」一类的提醒。"""
    span = min(270.0, 17.0 * len(center))
    step = span / max(len(center) - 1, 1)
    letters = format_html_join(
        "",
        '<text x="100" y="33" transform="rotate({} 100 100)">{}</text>',
        ((f"{-span / 2 + place * step:.2f}", char) for place, char in enumerate(center)),
    )
    return format_html(
        '<svg class="seal" viewBox="0 0 200 200" role="img" aria-label="{0}{1}">'
        '<circle cx="100" cy="100" r="95" fill="none" stroke="#c8171e" stroke-width="5"/>'
        '<g fill="#c8171e" font-family="{6}" font-weight="700" font-size="{2}" text-anchor="middle">{3}<polygon points="{4}"/>'
        '<text x="100" y="153" font-size="17">{1}</text><text x="100" y="174" font-size="12">{5}</text></g></svg>',
        center, purpose, _size(step), letters, STAR, note, FAMILY,
    )  # fmt: skip


def _size(step: float) -> str:
    """字号：字再多也不碰着旁边的。"""
    return f"{min(21.0, math.radians(step) * RADIUS * 0.95):.1f}"

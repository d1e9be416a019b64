"""图：服务器画的 SVG，旁边总有表。"""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

HATCH = (
    '<defs><pattern id="hatch-{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"></rect><line class="hatch" x1="0" x2="0" y1="0" y2="6"></line></pattern></defs>'
)
"""未入账的柱子用斜纹，不只靠颜色分。"""
HEIGHT, LEFT, TOP, BOTTOM = 220, 44, 24, 44
WIDTHS = {"wide": (720, 12), "small": (343, 6)}
"""宽屏画十二个月；手机上画最近六个月，字才看得清。"""


def _ceiling(top: Decimal) -> Decimal:
    """刻度的上限：四格，取整。"""
    for power in range(-4, 8):
        for step in (1, 2, 5):
            unit = Decimal(step).scaleb(power)
            if unit * 4 >= top:
                return unit * 4
    return top


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


@register.simple_tag
def month_bars(rows: list[dict[str, Any]], label: str, size: str = "wide") -> SafeString:
    """每月一根柱：已入账实心，未入账斜纹；单位万元，头尾标数。rows 每项有 month、amount、booked、employees。"""
    width, most = WIDTHS[size]
    rows = rows[-most:]
    values = [(row["amount"] or Decimal(0)) / 10000 for row in rows]
    top = _ceiling(max([*values, Decimal("0.01")]))
    slot = Decimal(width - LEFT) / max(len(rows), 1)
    plot = HEIGHT - TOP - BOTTOM
    lines = format_html_join(
        "",
        '<line class="gridline" x1="{}" x2="{}" y1="{}" y2="{}"></line><text x="{}" y="{}" text-anchor="end">{}</text>',
        [
            (LEFT, width, y, y, LEFT - 8, y + 4, _plain(top * step / 4))
            for step in range(5)
            for y in [round(TOP + plot - plot * step / 4)]
        ],
    )
    return format_html(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">' + HATCH + "{}{}{}</svg>",
        size, width, HEIGHT, label, size, lines, _bars(rows, values, top, slot, plot, size), _new_year(rows, slot),
    )  # fmt: skip


@register.simple_tag
def share_bar(clean: int, repaired: int, wrong: int) -> SafeString:
    """一条分段的细杠：没动过的、自动修复的、有错误的各占多少；数字写在下面的四格里，读屏软件跳过。"""
    total, start, parts = max(clean + repaired + wrong, 1), 0.0, []
    for name, count in (("clean", clean), ("repaired", repaired), ("wrong", wrong)):
        width = 1000 * count / total
        parts.append((name, f"{start:.1f}", f"{width:.1f}"))
        start += width
    bars = format_html_join("", '<rect class="{}" x="{}" y="0" width="{}" height="6"></rect>', parts)
    return format_html(
        '<svg class="shares" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">{}</svg>', bars
    )


def _new_year(rows: list[dict[str, Any]], slot: Decimal) -> SafeString:
    """柱子在 7 月变高变矮的缘由：新的缴存年度换新基数；虚线画在 7 月前面，话写在宽的一边。"""
    places = [place for place, row in enumerate(rows) if row["month"].month == 7 and place]
    if not places:
        return format_html("")
    x = float(LEFT + slot * places[-1])
    is_right = places[-1] * 2 > len(rows)
    return format_html(
        '<line class="new-year" x1="{}" x2="{}" y1="2" y2="{}"></line><text x="{}" y="13" text-anchor="{}">{}</text>',
        f"{x:.1f}", f"{x:.1f}", HEIGHT - BOTTOM, f"{x - 6 if is_right else x + 6:.1f}",
        "end" if is_right else "start", "7 月起新年度基数 →" if is_right else "7 月起新年度基数",
    )  # fmt: skip


def _bars(
    rows: list[dict[str, Any]], values: list[Decimal], top: Decimal, slot: Decimal, plot: int, size: str
) -> SafeString:
    parts = []
    marked = {0, len(rows) - 1}
    for place, (row, value) in enumerate(zip(rows, values, strict=True)):
        height = float(Decimal(plot) * value / top)
        x = float(LEFT + slot * place + slot / 5)
        y = TOP + plot - height
        center = x + float(slot) * 0.3
        shown = f"{value:.2f}" if place in marked and value else ""
        parts.append(
            ("booked" if row["booked"] else "waiting", "" if row["booked"] else f"url(#hatch-{size})", f"{x:.1f}", f"{y:.1f}", f"{float(slot) * 0.6:.1f}", f"{height:.1f}",
             f"{center:.1f}", f"{y - 6:.1f}", shown, f"{center:.1f}", HEIGHT - 24, f"{row['month'].month}月",
             f"{center:.1f}", HEIGHT - 6, row["employees"] if row["employees"] is not None else "—")
        )  # fmt: skip
    return format_html_join(
        "",
        '<rect class="{}" fill="{}" x="{}" y="{}" width="{}" height="{}"></rect><text class="v" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text><text x="{}" y="{}" text-anchor="middle">{}</text>',
        parts,
    )

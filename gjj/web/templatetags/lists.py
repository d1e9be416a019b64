"""清单页的两样：顶上的一条（筛选、查找、导出），和一行也没有时说的话。

页面这样用::

    {% toolbar page.object_list %}<div class="filters">…</div>{% endtoolbar %}
    {% if page.object_list %}…{% else %}{% nothing "people" %}还没有人。{% endnothing %}{% endif %}
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj.web.templatetags.hall import icon

register = template.Library()
PASSING = frozenset(("page", "cursor", "after", "export", "sort"))
"""地址里不算筛选的：翻到哪里、导出成什么、怎么排。"""


def is_filtered(context: template.Context) -> bool:
    """地址里写了筛选、查找的条件。"""
    return any(value for name, value in context["request"].GET.items() if name not in PASSING)


class Toolbar(template.Node):
    """顶上的一条：一行也没有、也没有筛选的，没有什么可找、可导出，不摆。"""

    def __init__(self, inside: NodeList, rows: list[FilterExpression]) -> None:
        self.inside, self.rows = inside, rows

    def render(self, context: template.Context) -> SafeString:
        """有一样不是空的就照摆。"""
        if is_filtered(context) or any(one.resolve(context, ignore_failures=True) for one in self.rows):
            return self.inside.render(context)
        return SafeString("")


@register.tag
def toolbar(parser: Parser, token: Token) -> Toolbar:
    """后面写这一页的行；几样里有一样不空就算有。"""
    rows = [parser.compile_filter(one) for one in token.split_contents()[1:]]
    if not rows:
        raise template.TemplateSyntaxError("toolbar 后面要写这一页的行")
    inside = parser.parse(("endtoolbar",))
    parser.delete_first_token()
    return Toolbar(inside, rows)


@register.simple_block_tag(takes_context=True)
def nothing(context: template.Context, content: str, picture: str) -> Any:
    """一行也没有：里面写为什么没有、怎么才会有；筛选出来没有的，添一条去掉条件的路。"""
    way = format_html('<br><a class="btn-x" href="{}">清除条件，看全部</a>', context["request"].path)
    return format_html('<div class="empty">{}{}{}</div>', icon(picture), content, way if is_filtered(context) else "")

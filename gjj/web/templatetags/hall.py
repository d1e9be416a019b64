"""页面的小零件：图标、金额、条款名、遮掩、分页地址、菜单。"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj import clock
from gjj.actors.actor import Actor
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.selectors.items import closure_of, closures_at
from gjj.crypto import masking
from gjj.declarations.permissions import allowed
from gjj.identity.passwords import example
from gjj.messaging.selectors.inbox import MOST_COUNTED, unread_count
from gjj.money.amounts import format_money, percent_json
from gjj.money.words import in_words
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from gjj.periods.said import day_said, moment_said
from gjj.regulations.lookup import article, title
from gjj.web.pace import FIELD, stamp
from gjj.web.sealed import seal

register = template.Library()
MONTH = re.compile(r"\d{4}-\d{2}")

SHORT = {
    "《住房公积金管理条例》": "条例",
    "《关于住房公积金管理若干具体问题的指导意见》（建金管〔2005〕5号）": "建金管〔2005〕5号",
    "《国务院关于渐进式延迟法定退休年龄的办法》": "渐进式延迟退休办法",
    "《公民身份号码》（GB 11643）": "GB 11643",
    "《法人和其他组织统一社会信用代码编码规则》（GB 32100）": "GB 32100",
    "本市住房公积金年度缴存参数公告": "本市年度参数公告",
    "中国人民银行公布的职工住房公积金账户存款利率": "央行公布的存款利率",
    "中国人民银行公布的个人住房公积金贷款利率": "央行公布的贷款利率",
}
"""条款出处的简称，页面上用。"""


@register.simple_tag
def icon(name: str) -> SafeString:
    """一个图标；只作装饰，读屏软件跳过。"""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("vendor/icons.svg"), name
    )


@register.filter
def money(value: Any) -> str:
    """金额：1,052.00；空的写横线。"""
    return "—" if value in (None, "") else format_money(Decimal(value))


@register.filter
def said_on(row: Any, on: date) -> str:
    """一件业务这一天的状态怎么说；说法由它自己的 said_on 定。"""
    return str(row.said_on(on))


@register.filter
def yuan(value: Any) -> str:
    """带 ¥ 的金额。"""
    return "—" if value in (None, "") else f"¥{format_money(Decimal(value))}"


@register.filter(name="in_words")
def words(value: Decimal) -> str:
    """大写金额。"""
    return in_words(value)


@register.filter
def signed(value: Any) -> str:
    """带正负号的金额。"""
    amount = Decimal(value)
    return f"{'+' if amount >= 0 else '−'}{format_money(abs(amount))}"


@register.filter
def percent(value: Any) -> str:
    """缴存比例：8%。"""
    return "—" if value is None else f"{percent_json(Decimal(value))}%"


@register.filter
def rate(value: Any) -> str:
    """年利率：0.026 → 2.60%。"""
    return f"{Decimal(value) * 100:.2f}%"


@register.filter
def day(value: date | Literal[""] | None) -> str:
    """一天：2026年11月18日；没有为空串。时刻是北京的那一天。"""
    if not value:
        return ""
    return day_said(value.astimezone(SHANGHAI) if isinstance(value, datetime) else value)


@register.filter
def weekday(value: date | Literal[""] | None) -> str:
    """星期几：周三；没有为空串。"""
    return "" if not value else f"周{'一二三四五六日'[value.weekday()]}"


@register.filter
def moment(value: datetime | Literal[""] | None) -> str:
    """北京时间的时刻：2026年11月18日 09:42；没有为空串。"""
    return "" if not value else moment_said(value)


@register.simple_tag
def days_until(day: date, today: date) -> int:
    """离那一天还有几天；过了是负数。"""
    return (day - today).days


@register.filter
def absolute(number: Any) -> Any:
    """去掉负号。"""
    return abs(number)


@register.filter
def month_name(text: str | None) -> str:
    """接口写法的年月给人看：2026-11 → 2026年11月；没有写横线。"""
    return Month.parse(text).label if text else "—"


@register.filter
def mask_id(value: str) -> str:
    """遮掩的证件号。"""
    return masking.mask_id_no(value)


@register.filter
def mask_phone(value: str) -> str:
    """遮掩的手机号；没有为空。"""
    return masking.mask_mobile(value)


@register.filter
def grouped(value: str) -> str:
    """每四位一空格，好念好抄。"""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))


@register.filter
def article_name(article_id: str) -> str:
    """条款的中文名，出处用简称。"""
    name = title(article_id)
    for full, short in SHORT.items():
        name = name.replace(full, short)
    return name


@register.filter
def article_text(article_id: str) -> str:
    """条款的要点。"""
    return article(article_id).text


@register.filter
def topic_name(topic: str) -> str:
    """办的是哪一件给人看：年月写成中文，别的照原样。"""
    return month_name(topic) if MONTH.fullmatch(topic) else topic


@register.filter
def listed(text: Any) -> list[Any]:
    """有话就是一项的清单，没有就是空的；给 for 用。"""
    return [text] if text else []


@register.filter
def count(number: Any) -> Any:
    """个数：1,200；不是数的（没有汇总的清册）照原样。"""
    return f"{number:,}" if isinstance(number, int) else number


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """字典里的一项。"""
    return mapping.get(key) if hasattr(mapping, "get") else mapping[key]


@register.filter
def sealed(term: str, actor: Any) -> str:
    """写进网址的查找词：封好，看不出查的是谁。"""
    return seal(str(term), actor.login_id)


@register.filter
def password_example(least: int | str) -> str:
    """口令的例子，够 ``least`` 位。"""
    return example(int(least))


@register.filter
def with_forgotten(said: str) -> SafeString:
    """一句话里的「忘记口令」写成到那一页的链接；其余照样转义。"""
    before, found, after = said.partition("「忘记口令」")
    if not found:
        return format_html("{}", said)
    return format_html('{}<a href="{}">「忘记口令」</a>{}', before, reverse("portal:forgotten_password"), after)


@register.simple_tag
def shown_at() -> str:
    """表单里的一格：这一页几时给出去的（gjj/web/pace.py）；不看快慢的没有这一格。"""
    if not settings.GJJ_READING_SECONDS:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, stamp())


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """当前地址换几个查询参数；空的去掉。"""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    text = query.urlencode()
    return f"?{text}" if text else "?"


def _closures(context: template.Context) -> list[Any]:
    """正在暂停的，一页只查一次。"""
    request = context["request"]
    if not hasattr(request, "closures_seen"):
        request.closures_seen = closures_at(clock.now())
    kept: list[Any] = request.closures_seen
    return kept


@register.simple_tag(takes_context=True)
def closed_item(context: template.Context, code: str) -> Any:
    """这个事项现在在网上停着的话，为什么、到什么时候；能办为空。"""
    return closure_of(_closures(context), code, "online")


@register.simple_tag(takes_context=True)
def menu(context: template.Context, actor: Actor | None, hall: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """大厅的菜单：按分组，只列这个身份能办的事项；页面说了属于哪项的就是那项当前，没说的照地址最贴近的。"""
    path = context["request"].path
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in declared_items():
        if one.hall == hall and actor is not None and allowed(actor, one.permission):
            url = reverse(one.url_name)
            groups.setdefault(one.group, []).append(
                {
                    "code": one.code,
                    "title": one.title,
                    "short": one.short or one.title,
                    "url": url,
                    "icon": one.icon,
                    "promise": one.promise,
                    "is_current": False,
                    "closed": closed_item(context, one.code),
                }
            )
    listed_all = [entry for group in groups.values() for entry in group]
    own = [entry for entry in listed_all if entry["code"] == context.get("menu_item")]
    entries = own or [entry for entry in listed_all if path.startswith(entry["url"])]
    if entries:
        max(entries, key=lambda entry: len(entry["url"]))["is_current"] = True
    return list(groups.items())


@register.filter
def may(actor: Actor | None, action: str) -> bool:
    """这个人能不能做这个动作；没登记的动作是程序错误。"""
    return actor is not None and allowed(actor, action)


@register.simple_tag
def unread(actor: Actor | None) -> str:
    """几条没读的消息；没有为空，太多写 99+。"""
    count = unread_count(actor) if actor is not None else 0
    return "99+" if count >= MOST_COUNTED else str(count or "")


@register.simple_tag(takes_context=True)
def public_items(context: template.Context, hall: str) -> list[tuple[Any, Any]]:
    """公共首页列出的事项，和它停着的原因（能办为空）。"""
    return [(one, closed_item(context, one.code)) for one in declared_items() if one.hall == hall]

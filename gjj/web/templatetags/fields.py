"""表单项的小零件：一格，连着它的说明和错误。"""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def boxed(field: BoundField, hint: str) -> SafeString:
    """一格；说明（``…_why``）和错误（``…_error``）读屏软件一起念。"""
    parts = [f"{field.id_for_label}_{part}" for part, is_there in (("why", hint), ("error", field.errors)) if is_there]
    return field.as_widget(attrs={"aria-describedby": " ".join(parts)} if parts else None)

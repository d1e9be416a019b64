"""模板：声明的，和库里现在用的那一版。"""

from functools import cache

from django.apps import apps

from gjj.declarations.collect import collect
from gjj.declarations.messages import MessageTemplate
from gjj.messaging.models import Template


class TemplateMissing(LookupError):
    """库里没有这个模板：声明了还没有 manage.py sync，或编码写错了。"""


@cache
def declared() -> tuple[MessageTemplate, ...]:
    """各业务线声明的全部模板。"""
    return tuple(collect([config.name for config in apps.get_app_configs()], "messages", "MESSAGES"))


def current(code: str) -> Template:
    """现在用的那一版；没有抛 TemplateMissing。"""
    found = Template.objects.filter(code=code).order_by("-version").first()
    if found is None:
        raise TemplateMissing(f"没有模板 {code}，请先运行 manage.py sync")
    return found


@cache
def declaration(code: str) -> MessageTemplate:
    """一个模板的声明；没有抛 TemplateMissing。"""
    for one in declared():
        if one.code == code:
            return one
    raise TemplateMissing(f"没有声明模板 {code}")


def is_declared(code: str) -> bool:
    """程序里还声明着。"""
    return any(one.code == code for one in declared())

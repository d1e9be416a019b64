"""模板的三样话：用不用得、短信拆几条；声明、提申请、生效、sync 都照这一处查。"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from gjj.declarations.errors import BizError
from gjj.declarations.messages import VARIABLE, MessageTemplate, fill, parts_of, problems_of, signed
from gjj.messaging.selectors.templates import declaration

TEXTS = ("title", "text", "sms")
LONGEST: Mapping[str, int] = {"title": 64, "text": 500, "sms": 200}
NAMES: Mapping[str, str] = {"title": "标题", "text": "收件箱里的话", "sms": "短信的话"}


def texts_of(row: Any) -> dict[str, str]:
    """一版（或声明）的三样话。"""
    return {name: getattr(row, name) for name in TEXTS}


def sms_parts(code: str, sms: str) -> int:
    """变量都填最长的样子、带签名，按几条计；不发短信的是 0。"""
    return parts_of(longest_sms(code, sms)) if sms else 0


def longest_sms(code: str, sms: str) -> str:
    """变量都填最长的样子的短信，带签名；声明里已经没有的变量写成省略号。"""
    known = {**dict.fromkeys(VARIABLE.findall(sms), "……"), **declaration(code).variables}
    return signed(fill(sms, known), settings.GJJ_CENTER_NAME)


def check_texts(told: MessageTemplate, texts: Mapping[str, str]) -> None:
    """这三样话用不用得：没有写空、不太长，只用声明的变量，验证码没有漏、没有写进收件箱，短信最多拆两条。不行抛 template_unsound（422）。"""
    found = problems_with(told, texts)
    if found:
        raise BizError(
            "template_unsound", f"{'；'.join(found)}。申请没有提交，发出去的话没有变。", status=422, money="没有任何款项变动。",
            fix="请照下面列出的变量改：花括号和里面的名字照抄，一个字不能错。",
        )  # fmt: skip


def problems_with(told: MessageTemplate, texts: Mapping[str, str]) -> list[str]:
    """哪里不对；没有不对是空的。声明的变量可以不用，验证码这样保密的一定要在短信里。"""
    found = [
        f"{NAMES[name]}最多 {most} 个字，写了 {len(texts[name])} 个"
        for name, most in LONGEST.items()
        if len(texts[name]) > most
    ]
    for name in TEXTS:
        is_used = bool(getattr(told, name))
        if is_used != bool(texts[name].strip()):
            found.append(f"{NAMES[name]}不能空着" if is_used else f"这一条本来没有{NAMES[name]}，不能添")
    found += [f"短信里要有验证码 {{{one}}}" for one in told.secret if f"{{{one}}}" not in texts["sms"]]
    used = set(VARIABLE.findall("".join(texts[name] for name in TEXTS)))
    kept = {name: value for name, value in told.variables.items() if name in used}
    return found + problems_of(
        replace(told, title=texts["title"], text=texts["text"], sms=texts["sms"], variables=kept),
        settings.GJJ_CENTER_NAME,
    )

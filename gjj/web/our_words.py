"""每一栏填得不对时的话：框架自带的换成我们的，接口和页面一处换；某一栏另有说法的照那一栏。"""

from django import forms
from django.core.validators import DecimalValidator
from rest_framework import serializers
from rest_framework.fields import Field

EMPTY = "没有填，请填写。"
NUMBER = "要写成数字，如 8765.43。"
WHOLE = "要写成整数，如 360。"
DAY = "要写成日期，如 2026-11-30。"
MANY_DIGITS = "数太大：连小数最多 {max_digits} 位。"
MANY_WHOLE = "数太大：小数点前最多 {max_whole_digits} 位。"
MANY_PLACES = "小数太长：最多 {max_decimal_places} 位小数。"
TOO_LONG = "数太长，请检查是不是多写了。"
MOST, LEAST = "太大了，最多 {max_value}。", "太小了，最少 {min_value}。"
CHOICE = "没有「{input}」这一种，请从列出的里选。"

OF_API: dict[type[Field], dict[str, str]] = {
    Field: {"required": EMPTY, "null": EMPTY},
    serializers.CharField: {
        "blank": EMPTY, "invalid": "要写成文字。", "max_length": "太长了，最多 {max_length} 个字。",
        "min_length": "太短了，最少 {min_length} 个字。",
    },
    serializers.BooleanField: {"invalid": "写 true 或 false。"},
    serializers.IntegerField: {"invalid": WHOLE, "max_value": MOST, "min_value": LEAST, "max_string_length": TOO_LONG},
    serializers.DecimalField: {
        "invalid": NUMBER, "max_value": MOST, "min_value": LEAST, "max_digits": MANY_DIGITS,
        "max_decimal_places": MANY_PLACES, "max_whole_digits": MANY_WHOLE, "max_string_length": TOO_LONG,
    },
    serializers.DateField: {"invalid": DAY, "datetime": DAY},
    serializers.ChoiceField: {"invalid_choice": CHOICE},
}  # fmt: skip
"""接口的每一种栏。"""
OF_PAGES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": EMPTY},
    forms.IntegerField: {"invalid": WHOLE},
    forms.DecimalField: {"invalid": NUMBER},
    forms.DateField: {"invalid": DAY},
    forms.ChoiceField: {"invalid_choice": "没有这一种，请从列出的里选。"},
}
"""页面的每一种栏。"""


def use_our_words() -> None:
    """换成我们的话；应用就绪时调一次。"""
    for words in (OF_API, OF_PAGES):
        for kind, said in words.items():
            kind.default_error_messages = {**kind.__dict__.get("default_error_messages", {}), **said}
    places = {"max_digits": MANY_DIGITS, "max_decimal_places": MANY_PLACES, "max_whole_digits": MANY_WHOLE}
    DecimalValidator.messages = {
        "invalid": NUMBER, **{code: said.replace(f"{{{code}}}", "%(max)s") for code, said in places.items()},
    }  # fmt: skip

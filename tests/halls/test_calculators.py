"""两个计算器的页面：填错了说我们的话，比例在范围外的不算；和接口一样。"""

from typing import Any

import pytest
from django import forms
from django.test import Client
from rest_framework import serializers

pytestmark = pytest.mark.django_db
GOOD = {"base": "8765.43", "employer_ratio": "12", "personal_ratio": "12"}
STOCK = ("该字段", "确认总", "确保", "请确保", "此字段", "有效的", "必填项")


def page_of(values: dict[str, str], kind: str = "contribution") -> Any:
    return Client().get(f"/calculators/{kind}/", values)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"base": ""}, "没有填，请填写。"),
        ({"base": "一万"}, "要写成数字"),
        ({"base": "12345678901234"}, "数太大"),
        ({"base": "1.234"}, "最多 2 位小数"),
        ({"employer_ratio": "200"}, "最多 100"),
    ],
)
def test_what_is_wrong_is_told_in_our_words(typed: dict[str, str], said: str) -> None:
    """空着、写成话、太长、小数太多、太大：页面和接口都说我们的话。"""
    page = page_of({**GOOD, **typed})
    assert page.status_code == 422
    answer = Client().post("/api/v1/calculators/contribution/", {**GOOD, **typed}, content_type="application/json")
    assert answer.status_code == 422
    for text in (page.content.decode(), str(answer.json()["errors"])):
        assert said in text or typed == {"base": ""}
        assert not [stock for stock in STOCK if stock in text]


@pytest.mark.parametrize(("ratio", "law"), [("50", "WH5-02"), ("3", "TL-18")])
def test_a_ratio_outside_the_range_is_refused_with_the_range_and_the_article(ratio: str, law: str) -> None:
    """50%、3% 不算：说范围、依据，页面在那一栏旁边，接口同一个编码；没有算出来的数。"""
    from gjj.regulations.lookup import title

    page = page_of({**GOOD, "employer_ratio": ratio})
    text = page.content.decode()
    assert page.status_code == 422
    assert f"{ratio}% 不在 5% 到 12% 之间，没有计算" in text
    assert title(law) in text
    assert "每月存入账户" not in text
    answer = Client().post(
        "/api/v1/calculators/contribution/", {**GOOD, "employer_ratio": ratio}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [
        ("employer_ratio", "ratio_out_of_range")
    ]


def test_a_new_field_without_words_of_its_own_speaks_ours() -> None:
    """以后新加的栏，不写说法也说我们的话：表单、接口各一处换好。"""

    class One(forms.Form):
        amount = forms.DecimalField(max_digits=5)
        day = forms.DateField()

    class Two(serializers.Serializer[Any]):
        amount = serializers.DecimalField(max_digits=5, decimal_places=2)
        name = serializers.CharField(max_length=3)

    told = str(One({"amount": "1234567", "day": "明天"}).errors) + str(One({}).errors)
    for bad in ({}, {"amount": "x", "name": ""}, {"amount": "1234567", "name": "四个字的"}):
        form = Two(data=bad)
        assert not form.is_valid()
        told += str(form.errors)
    assert not [stock for stock in STOCK if stock in told]

"""托收的接口：现在的协议和要同意的文本、签约、终止、签过的协议。"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.selectors.collection import DAYS, agreement_of, agreements_of
from deposits.selectors.coming_collection import agreement_json
from deposits.services.collection_agreement import TERMS, end_agreement, sign_agreement
from gjj import clock
from gjj.parameters import selectors as parameters
from gjj.web.api import Answer
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING


class AgreementInput(serializers.Serializer[Any]):
    """约定哪一天、同意哪一版文本。"""

    day = serializers.IntegerField(label="每月约定日", min_value=1, max_value=31, help_text="在 GET 答的 days 里选一天")
    accepted = serializers.BooleanField(
        label="同意协议", default=False, error_messages={"invalid": "写 true 或 false。"},
        help_text="读过 GET 答的 terms，同意写 true；不写就是没有同意，不签",
    )  # fmt: skip
    terms_version = serializers.CharField(
        label="协议文本版本", source="terms", required=False, max_length=16,
        help_text="读的是哪一版（GET 答的 terms_version）；写了而不是现在这一版的不签，答 409 terms_changed",
    )  # fmt: skip


class Collection(UnitAPI):
    """托收。"""

    items = {"GET": "deposits.collection"}
    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="托收", parameters=[EMPLOYER], responses=shapes.CollectionOutput, tags=["单位"])
    def get(self, request: Request) -> Response:
        """现在算数的协议（没有为空），能约定的日子，要同意的协议文本。"""
        account, today = self.account(), clock.today()
        row, days = agreement_of(account.pk), parameters.values(DAYS, on=today, area=account.area)
        return Response(
            {
                "agreement": agreement_json(row, today) if row else None,
                "days": {"first": days[DAYS[0]], "last": days[DAYS[1]]},
                "terms_version": TERMS, "terms": strip_tags(render_to_string("deposits/unit/_collection_terms.html")).strip(),
            }
        )  # fmt: skip


class Agreements(UnitAPI):
    """托收协议：签约与清单。"""

    items = {"GET": "deposits.collection", "POST": "deposits.collection"}
    permissions = {"GET": "deposits.unit.view", "POST": "deposits.collection.sign"}

    @extend_schema(
        operation_id="unit_collection_agreements_list", summary="托收协议清单", parameters=[EMPLOYER, *PAGING],
        responses=shapes.page_of(shapes.AgreementOutput), tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """签过的协议，新的在前。"""
        today = clock.today()
        return self.page(agreements_of(self.account().pk), lambda row: agreement_json(row, today))

    @extend_schema(
        summary="签订托收协议", parameters=[EMPLOYER], request=AgreementInput, responses={202: shapes.AgreementOutput},
        tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """交银行登记；银行登记了状态变成 active，没有签的变成 refused，写着为什么。开着双人复核的单位答 409 review_pending（review 是复核单编号），复核人同意了才生效。"""
        wanted, account = filled(AgreementInput(data=request.data)), self.account()

        def action() -> Answer:
            row = sign_agreement(by=self.actor, at=clock.now(), employer_number=account.number, **wanted)
            return 202, agreement_json(row, clock.today())

        return self.once(action)


class CollectionEnd(UnitAPI):
    """终止托收协议。"""

    permissions = {"POST": "deposits.collection.end"}

    @extend_schema(
        summary="终止托收协议", parameters=[EMPLOYER], request=None, responses=shapes.AgreementOutput, tags=["单位"]
    )
    def post(self, request: Request) -> Response:
        """从现在起不再托收；已交银行的那一笔照办。没有算数的协议答 409。"""
        account = self.account()

        def action() -> Answer:
            row = end_agreement(by=self.actor, at=clock.now(), employer_number=account.number)
            return 200, agreement_json(row, clock.today())

        return self.once(action)

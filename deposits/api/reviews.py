"""双人复核的接口：复核人的系统取等着的、看清恰好会生效的、同意、退回；规矩、说法和页面一样。"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.errors.reviewing import review_not_found
from deposits.models import Review
from deposits.selectors.reviews import review_json, reviews, reviews_found
from deposits.services.decide_review import LONGEST_REASON, approve_review, send_back_review
from deposits.workflow.review import KINDS, WORDS
from gjj import clock
from gjj.web.api import Answer
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING, ProblemOutput


class FindInput(serializers.Serializer[Any]):
    """只看哪一种状态、办什么的。"""

    status = serializers.ChoiceField(label="状态", choices=tuple(WORDS.items()), required=False, default="")
    kind = serializers.ChoiceField(label="办什么", choices=tuple(KINDS.items()), required=False, default="")


class DigestInput(serializers.Serializer[Any]):
    """签的是哪一份内容。"""

    digest = serializers.CharField(
        label="摘要", max_length=64, help_text="看到的那一份的 digest；内容变了的不生效，这一份作废，答 409 review_changed"
    )  # fmt: skip


class ReasonInput(serializers.Serializer[Any]):
    """为什么退回。"""

    reason = serializers.CharField(
        label="退回的原因", max_length=LONGEST_REASON, allow_blank=True, help_text="经办人看得到，照它改；必写"
    )


def find(api: UnitAPI, pk: int) -> Review:
    """看得到的一份；别的单位的答 404。"""
    found = reviews(api.actor).filter(pk=pk).first()
    if found is None:
        raise review_not_found()
    return found


class Reviews(UnitAPI):
    """复核单的清单。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(
        operation_id="unit_reviews_list", summary="复核单清单",
        parameters=[
            EMPLOYER, OpenApiParameter("status", str, enum=list(WORDS)), OpenApiParameter("kind", str, enum=list(KINDS)),
            *PAGING,
        ],
        responses={200: shapes.page_of(shapes.ReviewOutput), 422: ProblemOutput}, tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """经办人交的、等着复核的和定了的，新的在前；只要等着的写 status=waiting。"""
        wanted = filled(FindInput(data=request.query_params))
        return self.page(reviews_found(self.actor, **wanted).filter(employer_account=self.account()), review_json)


class ReviewOne(UnitAPI):
    """一份复核单。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="复核单", responses=shapes.ReviewOutput, tags=["单位"])
    def get(self, request: Request, pk: int) -> Response:
        """恰好会生效的内容、它的摘要，谁交的，谁定的。"""
        return Response(review_json(find(self, pk)))


class ReviewApprove(UnitAPI):
    """同意。"""

    permissions = {"POST": "deposits.review.approve"}

    @extend_schema(summary="复核通过", request=DigestInput, responses=shapes.ReviewOutput, tags=["单位"])
    def post(self, request: Request, pk: int) -> Response:
        """照提交人的名义马上办，状态变成 effective；行数多的清册排队，先是 approved。要的身份级别和办那一件一样；自己交的自己批不了。"""
        find(self, pk)  # 没有这一份的先说没有，不先挑写法
        wanted = filled(DigestInput(data=request.data))

        def action() -> Answer:
            approve_review(by=self.actor, review_id=pk, at=clock.now(), **wanted)
            return 200, review_json(find(self, pk))

        return self.once(action)


class ReviewSendBack(UnitAPI):
    """退回。"""

    permissions = {"POST": "deposits.review.send_back"}

    @extend_schema(summary="复核退回", request=ReasonInput, responses=shapes.ReviewOutput, tags=["单位"])
    def post(self, request: Request, pk: int) -> Response:
        """写明原因，没有生效；经办人收到消息，改好再交是另一份。"""
        find(self, pk)
        wanted = filled(ReasonInput(data=request.data))

        def action() -> Answer:
            send_back_review(by=self.actor, review_id=pk, at=clock.now(), **wanted)
            return 200, review_json(find(self, pk))

        return self.once(action)

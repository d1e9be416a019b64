"""接口文档里的样子：双人复核的复核单。"""

from typing import Any

from rest_framework import serializers

from deposits.workflow.review import KINDS, WORDS


class ReviewFact(serializers.Serializer[Any]):
    """复核人看的一项。"""

    name = serializers.CharField(help_text="哪一项")
    value = serializers.CharField(help_text="恰好会生效的内容；账号遮掩过")


class ReviewOutput(serializers.Serializer[Any]):
    """一份复核单。"""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="复核单号")
    kind = serializers.ChoiceField(choices=list(KINDS))
    title = serializers.CharField(help_text="办什么")
    status = serializers.ChoiceField(choices=list(WORDS))
    status_label = serializers.CharField()
    facts = ReviewFact(many=True)
    digest = serializers.CharField(help_text="内容的摘要，同意的时候写上：签的就是这一份")
    object_type = serializers.CharField(help_text="remittance 汇缴书、补缴书，change_list 清册，account 单位账户")
    object_id = serializers.IntegerField()
    asked_by = serializers.CharField(help_text="提交人")
    asked_at = serializers.DateTimeField()
    decided_by = serializers.CharField(help_text="复核人；还没有定的为空")
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="退回的原因")

"""单位开户申请的样子。"""

from typing import Any

from rest_framework import serializers


class ApplicationPaperOutput(serializers.Serializer[Any]):
    """一份材料。"""

    code = serializers.ChoiceField(choices=["license", "authority"])
    title = serializers.CharField()
    version = serializers.IntegerField(help_text="这样材料的第几份")
    filename = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    received_at = serializers.DateTimeField()
    superseded_at = serializers.DateTimeField(allow_null=True, help_text="后来交了新的，几时换下；现在的为空")


class ApplicationCaseOutput(serializers.Serializer[Any]):
    """申请的办件。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    status = serializers.CharField()


class ApplicationFlawOutput(serializers.Serializer[Any]):
    """退回的一处。"""

    field = serializers.CharField()
    message = serializers.CharField()


class UnitApplicationOutput(serializers.Serializer[Any]):
    """一份单位开户申请。"""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=["draft", "submitted", "opened", "refused", "withdrawn", "lapsed"])
    status_label = serializers.CharField()
    unit_name = serializers.CharField()
    uscc = serializers.CharField()
    legal_representative = serializers.CharField()
    registered_address = serializers.CharField()
    founded_on = serializers.DateField()
    employer_ratio = serializers.CharField(help_text="百分数")
    personal_ratio = serializers.CharField(help_text="百分数")
    first_month = serializers.CharField()
    payday = serializers.IntegerField(allow_null=True)
    bank_account = serializers.CharField(help_text="遮着")
    area = serializers.CharField()
    branch = serializers.CharField(help_text="管理部的编码；空串是中心直接管")
    version = serializers.IntegerField(help_text="提交时要写：看过的是第几版")
    papers = ApplicationPaperOutput(many=True)
    case = ApplicationCaseOutput(allow_null=True, help_text="没有提交过的为空")
    flaws = ApplicationFlawOutput(many=True, help_text="退回时写的；没有退回的为空")
    refusal = serializers.CharField(help_text="不予办理的理由；不是的为空串")

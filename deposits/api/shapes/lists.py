"""接口文档里的样子：变更清册：一份、一行、改了几行、确认。"""

from typing import Any

from rest_framework import serializers


class LastJobOutput(serializers.Serializer[Any]):
    """清册最近一件排队的工作。"""

    kind = serializers.ChoiceField(
        choices=["stage", "confirm", "replace", "mend"], help_text="读取、确认、换成改好的工作簿、一次改很多行"
    )
    status = serializers.ChoiceField(choices=["running", "done", "failed"])
    code = serializers.CharField(
        allow_null=True,
        help_text="没办成的错误编码；grant_revoked 授权收回了，gave_up 系统反复办不完，file_gone 文件已经抹掉，list_discarded 清册作废了",
    )
    said = serializers.CharField(allow_null=True, help_text="没办成的原因，或者换文件变了几行")


class MendedBook(serializers.Serializer[Any]):
    """最近一次传的改好的工作簿。"""

    name = serializers.CharField(help_text="文件名")
    at = serializers.DateTimeField()
    by = serializers.CharField()


class ChangeListOutput(serializers.Serializer[Any]):
    """变更清册。"""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=["processing", "draft", "confirmed", "discarded"])
    month = serializers.CharField()
    source = serializers.ChoiceField(
        choices=["file", "same_as_last_month"], help_text="上传的文件，或「与上月相同」（系统写的名单）"
    )  # type: ignore[assignment]
    counts = serializers.DictField(child=serializers.IntegerField())
    file = serializers.DictField()
    repairs = serializers.ListField(child=serializers.DictField(), help_text="最多一百处")
    warnings = serializers.ListField(child=serializers.DictField(), help_text="最多五千行的；更多的逐页取行")
    errors = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(), help_text="最多五千行的；更多的逐页取行（state=error）"
    )
    list_totals = serializers.DictField()
    totals = serializers.DictField()
    summary = serializers.DictField(allow_null=True)
    filed_at = serializers.DateTimeField()
    mended = MendedBook(allow_null=True, help_text="最近一次传的改好的工作簿；没有传过为空")
    applied = serializers.IntegerField()
    version = serializers.IntegerField(help_text="版次：每修改一次加一")
    noticed = serializers.ListField(
        child=serializers.DictField(),
        required=False,
        help_text="系统注意到的：code、title、count、in_list、adoptable、names（前五个）",
    )
    progress = serializers.DictField(required=False)
    last_job = LastJobOutput(allow_null=True)
    duplicate_of = serializers.IntegerField(required=False)


class MendedChanges(serializers.Serializer[Any]):
    """换文件变了几行。"""

    changed = serializers.IntegerField()
    added = serializers.IntegerField()
    removed = serializers.IntegerField()


class MendedOutput(ChangeListOutput):
    """换了文件的变更清册。"""

    changes = MendedChanges()


class ChangeListBrief(serializers.Serializer[Any]):
    """变更清册的一行。"""

    id = serializers.IntegerField()
    month = serializers.CharField()
    status = serializers.CharField()
    source = serializers.ChoiceField(
        choices=["file", "same_as_last_month"], help_text="上传的文件，或「与上月相同」（系统写的名单）"
    )  # type: ignore[assignment]
    filename = serializers.CharField(
        help_text="文件名；「与上月相同」的没有文件，写「与上月相同」，改过行的写「照上月写的，改过」"
    )
    counts = serializers.DictField(child=serializers.IntegerField())
    filed_at = serializers.DateTimeField()
    filed_by = serializers.CharField()
    mended = MendedBook(allow_null=True, help_text="最近一次传的改好的工作簿；没有传过为空")


class ChangeRowOutput(serializers.Serializer[Any]):
    """清册的一行。"""

    row = serializers.IntegerField()
    type = serializers.CharField()
    name = serializers.CharField()
    id_no = serializers.CharField()
    mobile = serializers.CharField()
    base = serializers.CharField(allow_null=True)
    employer_ratio = serializers.CharField(allow_null=True)
    personal_ratio = serializers.CharField(allow_null=True)
    employer_amount = serializers.CharField()
    personal_amount = serializers.CharField()
    seal_reason = serializers.CharField(
        allow_null=True, help_text="封存原因的编码：01 终止劳动关系 … 99 其他；不是封存的为空"
    )
    repairs = serializers.ListField(child=serializers.DictField())
    warnings = serializers.ListField(child=serializers.DictField())
    errors = serializers.ListField(child=serializers.DictField())  # type: ignore[assignment]


class MendedRowsOutput(serializers.Serializer[Any]):
    """修改之后：版次、动了哪些行、清册的行数和金额。"""

    version = serializers.IntegerField(help_text="改完的版次；下一次修改带上它")
    changed = serializers.ListField(child=serializers.IntegerField(), help_text="动了的行号；没有变化是空的")
    counts = serializers.DictField(child=serializers.IntegerField())
    list_totals = serializers.DictField()
    totals = serializers.DictField()
    rows = ChangeRowOutput(many=True, help_text="动了的行现在的样子，最多一百行；删去的不列")


class ConfirmOutput(serializers.Serializer[Any]):
    """确认的结果。"""

    id = serializers.IntegerField()
    status = serializers.CharField()
    applied = serializers.IntegerField()
    left_out = serializers.IntegerField()

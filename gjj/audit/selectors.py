"""查审计记录，和封审计的那一头来没来。"""

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Now

from gjj.audit.models import AuditEntry, SealHorizon

SILENT = timedelta(minutes=5)


def entries_of(object_type: str, object_id: object) -> QuerySet[AuditEntry]:
    """某个对象的审计记录，新的在前。"""
    return AuditEntry.objects.filter(object_type=object_type, object_id=str(object_id))


def case_written(object_type: str, object_id: object) -> str:
    """审计里这个对象最近是办哪一件的（办件编号）；没有写过为空。给不认得办件的房间用：银行的结果、冲账。"""
    rows = entries_of(object_type, object_id).exclude(case_number="").order_by("-id")
    return rows.values_list("case_number", flat=True).first() or ""


def entries_of_employer(employer_id: int) -> QuerySet[AuditEntry]:
    """一个单位的人办过、看过的，新的在前。"""
    return AuditEntry.objects.filter(employer_id=employer_id).order_by("-id")


def sealer_silent() -> timedelta | None:
    """封审计的那一头多久没有来了，照数据库的钟；五分钟以内来过的、从来没有起过的（由 prove 说）为空。"""
    age = ExpressionWrapper(Now() - F("looked_at"), output_field=DurationField())
    rows = SealHorizon.objects.filter(looked_at__lt=Now() - SILENT).annotate(age=age)
    return rows.values_list("age", flat=True).first()

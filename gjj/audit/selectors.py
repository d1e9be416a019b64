"""查审计记录。"""

from django.db.models import QuerySet

from gjj.audit.models import AuditEntry


def entries_of(object_type: str, object_id: object) -> QuerySet[AuditEntry]:
    """某个对象的审计记录，新的在前。"""
    return AuditEntry.objects.filter(object_type=object_type, object_id=str(object_id))


def entries_of_employer(employer_id: int) -> QuerySet[AuditEntry]:
    """一个单位的人办过、看过的，新的在前。"""
    return AuditEntry.objects.filter(employer_id=employer_id).order_by("-id")

"""后台的审计：审计员看得到，柜员看不到，谁也改不了。"""

import pytest
from django.urls import reverse

from gjj.audit.models import AuditEntry
from tests.services.identity.members import member, signed_in

pytestmark = pytest.mark.django_db
LIST = reverse("admin:audit_auditentry_changelist")


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 200), ("system_admin", 200), ("teller", 403), ("manager", 403)]
)
def test_only_auditors_and_administrators_read_the_audit(role: str, status: int) -> None:
    """审计员和系统管理员看得到审计，别的柜面身份看不到。"""
    assert signed_in(member(role, "all")).get(LIST).status_code == status


def test_the_audit_is_read_in_chinese_and_cannot_be_changed() -> None:
    """身份写中文名；没有增、改、删。"""
    auditor = signed_in(member("auditor", "all"))
    one = member()
    found = auditor.get(LIST, {"q": one.username}).content.decode()
    assert "新建登录" in found
    entry = AuditEntry.objects.latest("id")
    page = reverse("admin:audit_auditentry_change", args=[entry.pk])
    assert auditor.get(page).status_code == 200
    assert auditor.post(page, {"summary": "改过"}).status_code == 403
    assert auditor.post(reverse("admin:audit_auditentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    assert auditor.post(reverse("admin:audit_auditentry_add"), {}).status_code == 403

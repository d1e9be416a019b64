"""单位网上业务协议：现在的一版、同意过的各版、还要不要同意。"""

from django.db.models import QuerySet

from deposits.models import OnlineConsent

ONLINE_TERMS = "2026-11-29"
"""现在的文本：templates/deposits/unit/_online_terms.html；改了文本就换版本，单位要重新同意，从前的留作 _online_terms_版本.html。"""
TEXTS = {ONLINE_TERMS: "deposits/unit/_online_terms.html"}
"""每一版的文本，同意过的随时点得开。"""


def consents_of(employer_account_id: int) -> QuerySet[OnlineConsent]:
    """同意过的，新的在前。"""
    return OnlineConsent.objects.filter(employer_account_id=employer_account_id).order_by("-id")


def needs_consent(employer_account_id: int) -> bool:
    """现在的一版还没有同意。"""
    return not consents_of(employer_account_id).filter(version=ONLINE_TERMS).exists()

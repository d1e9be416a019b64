"""单位网上业务协议：现在的一版、同意过的各版、还要不要同意。"""

import hashlib
from datetime import date

from django.db.models import QuerySet
from django.template.loader import get_template

from deposits.models import CounterContract, OnlineConsent

ONLINE_TERMS = "2026-11-29"
"""现在的文本：templates/deposits/unit/_online_terms.html；改了文本就换版本，单位要重新同意，从前的留作 _online_terms_版本.html。"""
DIGEST = "40b53c8ee614109cb1fd4d763472e227fc13d4780b4daa4474ce44bf668117cc"
"""这一版文本的 SHA-256：文本改了、版本没有换，测试就不过。"""
TEXTS = {ONLINE_TERMS: "deposits/unit/_online_terms.html"}
"""每一版的文本，同意过的随时点得开。"""


def text_digest(version: str) -> str:
    """一版文本的 SHA-256：同意的时候读的就是这份文件，记下来，以后对得上。没有这一版抛 KeyError。"""
    source: str = get_template(TEXTS[version]).template.source  # type: ignore[attr-defined]
    return hashlib.sha256(source.encode()).hexdigest()


def text_from(version: str) -> date:
    """一版文本从哪天起用：版本写的就是那一天。"""
    return date.fromisoformat(version)


def consents_of(employer_account_id: int) -> QuerySet[OnlineConsent]:
    """同意过的，新的在前。"""
    return OnlineConsent.objects.filter(employer_account_id=employer_account_id).order_by("-id")


def contract_of(employer_account_id: int) -> CounterContract | None:
    """柜面照现在的一版签的合同；没有为空。"""
    return CounterContract.objects.filter(employer_account_id=employer_account_id, version=ONLINE_TERMS).first()


def needs_consent(employer_account_id: int) -> bool:
    """现在的一版，网上没有同意，柜面也没有签合同。"""
    is_given = consents_of(employer_account_id).filter(version=ONLINE_TERMS).exists()
    return not is_given and contract_of(employer_account_id) is None

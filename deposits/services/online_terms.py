"""同意单位网上业务协议：管理员读过现在的一版才签得成；一版签一次，换了版本再签。"""

from datetime import datetime

from deposits.errors import no_employer_account
from deposits.errors.consenting import consent_not_given, consent_to_old_terms
from deposits.models import OnlineConsent
from deposits.selectors import scope
from deposits.selectors.online_terms import ONLINE_TERMS, text_digest
from deposits.services.locks import lock_employer_account
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.work.retry import money_tx


@money_tx
def agree_online_terms(*, by: Actor, version: str, accepted: bool, at: datetime) -> int:
    """代单位同意一版协议，返回编号；同意过的照样答成。没有勾选、看到的不是现在的一版抛 BizError。"""
    require(by, "deposits.terms.agree")
    seen = scope.employer_account(by)
    if seen is None:
        raise no_employer_account()
    if not accepted:
        raise consent_not_given()
    if version != ONLINE_TERMS:
        raise consent_to_old_terms(version, ONLINE_TERMS)
    account = lock_employer_account(seen.pk)
    assert by.login_id is not None
    digest = text_digest(version)
    row, is_new = OnlineConsent.objects.get_or_create(
        employer_account=account, version=version,
        defaults={"agreed_login": by.login_id, "agreed_by": by.name, "agreed_at": at, "text_digest": digest},
    )  # fmt: skip
    if is_new:
        record(
            by=by, action="deposits.terms.agree", object_type="employer_account", object_id=account.pk, at=at,
            summary=f"同意单位网上业务协议 {version} 版（{row.number}）",
            after={"版本": version, "文本的摘要": digest},
        )  # fmt: skip
    return int(row.pk)

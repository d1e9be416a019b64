"""审批的任务：批准了的，到日子生效。"""

import logging

from celery import shared_task

from gjj import clock
from gjj.approvals.selectors import due
from gjj.approvals.services import take_effect

log = logging.getLogger("gjj.approvals")


@shared_task(name="approvals.take_effect")
def take_effect_when_due() -> None:
    """到了日子的一份一份办；一份办不成不挡着别的，下一遍再办。"""
    at = clock.now()
    for proposal_id in due(at):
        try:
            take_effect(proposal_id, at)
        except Exception:
            log.exception("proposal_not_effected id=%s", proposal_id)

"""审计的任务：封记录、另存链头。"""

from celery import shared_task

from gjj.audit.chain.anchoring import anchor, is_due
from gjj.audit.chain.sealing import seal


@shared_task(name="audit.seal")
def seal_entries() -> None:
    """封到现在到齐的为止。"""
    seal()


@shared_task(name="audit.anchor")
def anchor_head() -> None:
    """链头每小时另存在数据库以外；每十分钟来看一次到没到时候，停过的一起来就补上。"""
    if is_due():
        seal()
        anchor()

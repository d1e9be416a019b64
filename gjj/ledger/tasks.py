"""账的任务：提前建好明年的明细分区。"""

from celery import shared_task

from gjj import clock
from gjj.ledger.services.subjects import make_partition


@shared_task(name="ledger.make_partitions")
def make_partitions() -> None:
    """今年和明年的分区都要在。"""
    year = clock.today().year
    for wanted in (year, year + 1):
        make_partition(wanted)

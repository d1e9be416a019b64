"""科目表与分区：初始化用。"""

from django.db import connection

from gjj.ledger.models import Subject

CHART: tuple[tuple[str, str, str, str], ...] = (
    ("101", "住房公积金存款", "资产", "借"),
    ("102", "增值收益存款", "资产", "借"),
    ("111", "应收利息", "资产", "借"),
    ("119", "其他应收款", "资产", "借"),
    ("121", "委托贷款", "资产", "借"),
    ("122", "逾期贷款", "资产", "借"),
    ("124", "国家债券", "资产", "借"),
    ("201", "住房公积金", "负债", "贷"),
    ("211", "应付利息", "负债", "贷"),
    ("214", "专项应付款", "负债", "贷"),
    ("219", "其他应付款", "负债", "贷"),
    ("301", "贷款风险准备", "净资产", "贷"),
    ("311", "增值收益", "净资产", "贷"),
    ("321", "增值收益分配", "净资产", "贷"),
    ("401", "业务收入", "收入", "贷"),
    ("411", "业务支出", "支出", "借"),
)
"""一级科目，依《住房公积金会计核算办法》（财会字〔1999〕33号）。"""


def sync_subjects() -> None:
    """补上还没有的科目；已有的不动。"""
    rows = [Subject(code=code, name=name, kind=kind, normal_side=side) for code, name, kind, side in CHART]
    Subject.objects.bulk_create(rows, ignore_conflicts=True)


def make_partition(year: int) -> None:
    """建某一年的明细分区；已有时什么也不做。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_make_partition(%s)", [year])

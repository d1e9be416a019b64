"""参数与工作日。"""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class Parameter(models.Model):
    """参数：某个区域某段时间的一个政策数值；从不修改，只增加新的生效期（上一期还没有终点的，补上终点）。"""

    class Kind(models.TextChoices):
        MONEY = "money", "金额"
        PERCENT = "percent", "百分数"
        RATE = "rate", "利率"
        INT = "int", "整数"
        CHOICE = "choice", "选项"
        BOOL = "bool", "是否"
        TIME = "time", "时刻"
        TEXT = "text", "文字"

    code = models.CharField("编码", max_length=64)
    label = models.CharField("名称", max_length=64)
    area = models.CharField("区域", max_length=32, default="*")
    valid = DateRangeField("生效期")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    value = models.CharField("数值", max_length=200)
    article = models.CharField("依据", max_length=32, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    confidence = models.CharField("把握", max_length=16)
    origin = models.CharField("来历", max_length=16, default="initial")
    created_at = models.DateTimeField("写入时间")

    class Meta:
        verbose_name = "参数"
        verbose_name_plural = "参数"
        ordering = ("code", "area", "valid")
        constraints = (
            ExclusionConstraint(
                name="parameter_no_overlap",
                expressions=(
                    ("code", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
            ),
        )
        triggers = (
            pgtrigger.Protect(name="parameter_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="parameter_never_edited",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.code, OLD.area, OLD.kind, OLD.value, OLD.article, lower(OLD.valid), coalesce(upper(OLD.valid), 'infinity'))"
                    " IS DISTINCT FROM (NEW.code, NEW.area, NEW.kind, NEW.value, NEW.article, lower(NEW.valid),"
                    " CASE WHEN upper_inf(OLD.valid) THEN 'infinity' ELSE coalesce(upper(NEW.valid), 'infinity') END))"
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.value}"


class WorkDay(models.Model):
    """工作日表：与周末规律不同的日子；来自国务院放假安排，可在公布后更正。"""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班")
    label = models.CharField("名称", max_length=64, blank=True)
    estimated = models.BooleanField("推算", default=False)

    class Meta:
        verbose_name = "工作日"
        verbose_name_plural = "工作日"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_workday else '放假'}"


class AnnouncedYear(models.Model):
    """已公布放假安排的年份；推算的不算公布。"""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    estimated = models.BooleanField("推算", default=False)

    class Meta:
        verbose_name = "放假安排年份"
        verbose_name_plural = "放假安排年份"
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)

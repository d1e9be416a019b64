"""导出我的信息里，本人替单位申请开户的两张：申请、材料。"""

from typing import Any

from django.urls import reverse

from deposits.selectors.applications import own_applications, own_papers, refusal_said
from deposits.workflow.opening import WORDS
from gjj.actors.actor import Actor
from gjj.money.amounts import percent_json
from gjj.web.exports import Column, Sheet

CENTER = "中心直接管"


def _percent(name: str) -> Any:
    return lambda one: f"{percent_json(getattr(one, name))}%"


APPLICATIONS = (
    Column("单位名称", lambda one: one.unit_name),
    Column("统一社会信用代码", lambda one: one.uscc),
    Column("法定代表人", lambda one: one.legal_representative),
    Column("地址", lambda one: one.registered_address),
    Column("成立日期", lambda one: one.founded_on, "date"),
    Column("单位缴存比例", _percent("employer_ratio")),
    Column("个人缴存比例", _percent("personal_ratio")),
    Column("首个汇缴年月", lambda one: str(one.first_month)),
    Column("发薪日", lambda one: one.payday or ""),
    Column("付款账号", lambda one: one.bank_account),
    Column("归哪里管", lambda one: one.branch.name if one.branch else CENTER),
    Column("状态", lambda one: WORDS[one.status]),
    Column("不予办理", lambda one: refusal_said(one) if one.ground else ""),
    Column("开始填的时间", lambda one: one.created_at, "date"),
    Column("提交时间", lambda one: one.submitted_at, "date"),
)
PAPERS = (
    Column("单位名称", lambda one: one.application.unit_name),
    Column("哪一样", lambda one: str(one)),
    Column("第几份", lambda one: one.version, "number"),
    Column("文件名", lambda one: one.filename),
    Column("多少字节", lambda one: one.size, "number"),
    Column("文件指纹（SHA-256）", lambda one: one.sha256),
    Column("收到时间", lambda one: one.received_at, "date"),
    Column("换下的时间", lambda one: one.superseded_at, "date"),
    Column("在哪里下载", lambda one: reverse("deposits:unit_opening_paper", args=[one.pk])),
)


def sheets_of_applications(actor: Actor) -> list[Sheet]:
    """申请一行一份，材料一行一份，换下的也在；文件本身登录以后照写着的地址下载。"""
    return [
        Sheet("单位开户申请", APPLICATIONS, own_applications(actor).iterator()),
        Sheet("单位开户材料", PAPERS, own_papers(actor).iterator()),
    ]

"""消息模板：业务要告诉人的一句话；收件箱和短信的写法、用到的变量都写在声明里，启动时逐条核对。"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SMS_ONE, SMS_MANY = 70, 67
"""一条短信 70 个字；长的拆成几条，每条 67 个字。"""
MOST_PARTS = 2
AUDIENCES = {"unit": "单位", "person": "职工", "staff": "中心的人"}
CHANNELS = {"sms": "短信"}
"""收件箱之外的渠道；收件箱总有一份，不算渠道。"""
VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Category:
    """消息的一类：``must`` 写着为什么短信不能关，空的可以关。"""

    title: str
    note: str
    must: str = ""


CATEGORIES: dict[str, Category] = {
    "code": Category("验证码", "登录和办理时核对本人的短信码", "没有验证码就进不了大厅，所以不能关。"),
    "security": Category(
        "资料变更", "手机号、账户资料变动", "资料被别人改动时，您要第一时间知道，所以不能关。"
    ),
    "arrears": Category(
        "汇缴提醒", "过了截止日还没有汇缴的月份；没有扣成、到账不足、托收没签成、入账冲销", "按时足额缴存是单位的法定义务（条例第二十条），提醒不能关。"
    ),
    "deposit": Category("汇缴到账", "单位汇缴到账、分配到每名职工；暂存没退成"),
    "account": Category("账户变动", "开户、封存、启封、调基，对申报的异议和答复"),
    "case": Category("办件", "办件退回补正，等申请人补好再交"),
    "duty": Category("值守", "中心里要马上看的：急停等批，夜里看、看得多的完整号码", "出了事要有第二个人马上知道，所以不能关。"),
}  # fmt: skip
"""消息的类别；短信能不能关由类别决定。"""


@dataclass(frozen=True)
class MessageTemplate:
    """一个消息模板。

    ``text`` 是收件箱里的话，``sms`` 是短信的话（空的不发短信；签名由系统加在前面）。``variables`` 是变量名 → 最长的样子，
    用来核对和数字数；``secret`` 里的变量（如验证码）只随短信走，不落库。``url_name`` 是消息通向的页，``about`` 为真时那一页要编号。
    ``urgent`` 的不等勿扰时段；``in_inbox`` 为假的只发短信。
    """

    code: str
    category: str
    audience: str
    title: str
    text: str
    sms: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    secret: tuple[str, ...] = ()
    url_name: str = ""
    about: bool = False
    urgent: bool = False
    in_inbox: bool = True


def fill(text: str, variables: Mapping[str, str]) -> str:
    """把变量填进去；少了哪个抛 KeyError。变量里的花括号照原样，不再展开。"""
    return VARIABLE.sub(lambda found: str(variables[found.group(1)]), text)


def signed(text: str, signature: str) -> str:
    """加上签名的短信。"""
    return f"【{signature}】{text}"


def parts_of(text: str) -> int:
    """一段短信按几条计（含签名）。"""
    return 1 if len(text) <= SMS_ONE else -(-len(text) // SMS_MANY)


def problems_of(template: MessageTemplate, signature: str) -> list[str]:
    """一个模板哪里不对；没有不对是空的。"""
    used = set(VARIABLE.findall(f"{template.title}{template.text}{template.sms}"))
    found = [f"用了没有声明的变量 {name}" for name in sorted(used - template.variables.keys())]
    found += [f"声明了却没有用的变量 {name}" for name in sorted(template.variables.keys() - used)]
    found += [
        f"保密的变量 {name} 写进了收件箱" for name in template.secret if f"{{{name}}}" in template.title + template.text
    ]
    if template.category not in CATEGORIES:
        found.append(f"类别 {template.category} 没有登记")
    if template.audience not in AUDIENCES:
        found.append(f"对象 {template.audience} 没有登记")
    if not template.sms and not template.in_inbox:
        found.append("既不进收件箱，也不发短信")
    if "【" in template.sms or "】" in template.sms:
        found.append("短信里不能自己写【】，签名由系统加")
    if not found and template.sms:
        parts = parts_of(signed(fill(template.sms, template.variables), signature))
        if parts > MOST_PARTS:
            found.append(f"短信最长要拆成 {parts} 条，最多 {MOST_PARTS} 条")
    return found


def all_problems(templates: Iterable[MessageTemplate], signature: str) -> list[str]:
    """全部模板的毛病，连同编码重复的。"""
    found, seen = [], set()
    for one in templates:
        if one.code in seen:
            found.append(f"{one.code}：编码重复")
        seen.add(one.code)
        found += [f"{one.code}：{problem}" for problem in problems_of(one, signature)]
    return found

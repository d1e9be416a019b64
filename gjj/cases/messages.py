"""办件要告诉申请人的话。"""

from gjj.declarations.messages import MessageTemplate

RETURNED_TO_UNIT = "cases.returned_unit"
RETURNED_TO_PERSON = "cases.returned_person"
TITLE = "办件 {number} 退回补正"
TEXT = (
    "「{title}」（办件编号 {number}）退回补正：{reason}。要补的 {count} 处：{fields}。没有任何款项变动，办理时限暂停。"
    "请在「我的办件」打开这一件，照每一处的说明补好再交。"
)
LONGEST = {
    "number": "261128000000019", "title": "住房公积金缴存比例调整", "reason": "九" * 60, "count": "12", "fields": "变更清册、缴存比例、证明材料",
}  # fmt: skip

MESSAGES = (
    MessageTemplate(
        RETURNED_TO_UNIT, "case", "unit", TITLE, TEXT,
        sms="贵单位的住房公积金办件 {number}（{title}）退回补正，要补 {count} 处，请到网上大厅「我的办件」补好再交。",
        variables=LONGEST, url_name="portal:unit_case", about=True,
    ),
    MessageTemplate(
        RETURNED_TO_PERSON, "case", "person", TITLE, TEXT,
        sms="您的住房公积金办件 {number}（{title}）退回补正，要补 {count} 处，请到网上大厅「我的办件」补好再交。",
        variables=LONGEST, url_name="portal:personal_case", about=True,
    ),
)  # fmt: skip

"""审批要告诉人的话：批准了、还没有到日子的，作废了、别人撤回了，提的、批的两边都告诉。"""

from gjj.declarations.messages import MessageTemplate

ENDED = "approvals.ended"

MESSAGES = (
    MessageTemplate(
        ENDED, "duty", "staff", "批准了的审批没有生效", "",
        sms="审批 {number}「{title}」没有生效：{why}。还要改的请到后台重新提。",
        variables={
            "number": "SP00000012", "title": "批准改缴存基数的下限从二〇二六年十二月一日起改为两千六百元", "why": "作废：提的人欧阳示范的登录停用了，没有任何款项变动，请在岗的同事提",
        }, in_inbox=False,
    ),
)  # fmt: skip

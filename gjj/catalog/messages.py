"""事项与渠道要告诉人的话：急停了，马上告诉批得了的人。"""

from gjj.declarations.messages import MessageTemplate

URGENTLY_STOPPED = "catalog.urgently_stopped"

MESSAGES = (
    MessageTemplate(
        URGENTLY_STOPPED, "duty", "staff", "急停等您批", "",
        sms="{who}急停「{what}」：{why}。请到后台「审批」{number}核对：批准的接着停，不批准的马上恢复；到 {until} 没有批的自己恢复。",
        variables={
            "who": "欧阳示范", "what": "网上业务大厅等 2 项", "why": "银行系统异常，付款没有回音", "number": "SP00000012",
            "until": "2026年11月28日 14:20",
        }, urgent=True, in_inbox=False,
    ),
)  # fmt: skip

"""查看要告诉人的话：夜里看、一小时里看得多，后台一份导出的行数多，马上告诉安全管理员。"""

from gjj.declarations.messages import MessageTemplate

TO_WATCH, EXPORTED = "looks.to_watch", "looks.exported"

MESSAGES = (
    MessageTemplate(
        TO_WATCH, "duty", "staff", "要留意的查看", "",
        sms="{role}{who}（{username}）{at} 从 {place} {what}。请到后台首页「要留意的查看」核对；不该看的，马上停用这个登录。",
        variables={
            "role": "系统管理员", "who": "欧阳示范", "username": "teller10086", "at": "2026年11月28日 23:20", "place": "255.255.255.255",
            "what": "看完整号码，一小时内看得多，连这次 20 次",
        }, urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        EXPORTED, "duty", "staff", "导出的行数多", "",
        sms="{role}{who}（{username}）{at} 导出{what}，{rows} 行。请到后台「审计记录」核对照什么条件导出的、为什么；不该导的，请马上停用这个登录。",
        variables={
            "role": "系统管理员", "who": "欧阳示范", "username": "teller10086", "at": "2026年11月28日 10:20",
            "what": "个人账户", "rows": "5,018",
        }, urgent=True, in_inbox=False,
    ),
)  # fmt: skip

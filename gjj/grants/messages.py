"""登录要告诉人的话：开了、停用了、恢复了告诉本人；紧急停用马上告诉确认得了的人。"""

from gjj.declarations.messages import MessageTemplate

OPENED, CLOSED, REOPENED, STOPPED = (
    "grants.login_opened", "grants.login_closed", "grants.login_reopened", "grants.login_stopped",
)  # fmt: skip

MESSAGES = (
    MessageTemplate(
        OPENED, "security", "staff", "为您开了柜面登录", "",
        sms="中心为您开了后台的登录：用户名 {username}，岗位{role}。还没有口令，请在登录页点「忘记口令」，凭短信设好自己的再登录。有疑问请拨打 12329。",
        variables={"username": "teller10086", "role": "系统管理员"}, in_inbox=False,
    ),
    MessageTemplate(
        CLOSED, "security", "person", "您的登录停用了", "",
        sms="您在住房公积金网上业务大厅的登录 {username} 停用了，各处已退出；公积金账户和里面的钱没有变动。有疑问请拨打 12329。",
        variables={"username": "teller10086"}, in_inbox=False,
    ),
    MessageTemplate(
        REOPENED, "security", "person", "您的登录恢复了", "",
        sms="您在住房公积金网上业务大厅的登录 {username} 恢复了。登录不了的，请在登录页点「忘记口令」，凭短信重设口令。有疑问请拨打 12329。",
        variables={"username": "teller10086"}, in_inbox=False,
    ),
    MessageTemplate(
        STOPPED, "duty", "staff", "紧急停用等您确认", "",
        sms="{who}紧急停用了{whose}的登录 {username}：{why}。请到后台「审批」{number}核对：确认的一直停着，不确认的马上恢复；到 {until} 没有人定的自己恢复。",
        variables={
            "who": "欧阳示范", "whose": "司马示范", "username": "teller10086", "why": "手机和口令都被人拿走", "number": "SP00000012",
            "until": "2026年11月28日 14:20",
        }, urgent=True, in_inbox=False,
    ),
)  # fmt: skip

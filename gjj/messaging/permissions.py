"""消息的动作。发消息由业务在自己的权限之下做，这里只有看和重发。"""

from gjj.actors.roles import COUNTER, UNIT
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("messaging.own.view", "看本人的消息", frozenset({"person"})),
    Permission("messaging.unit.view", "看本单位的消息", UNIT),
    Permission("messaging.unit.mark", "把本单位的消息记成读过、没读过", UNIT - {"unit_viewer"}),
    Permission("messaging.subscribe", "选收哪些短信", frozenset({"person", "unit_agent"})),
    Permission("messaging.view", "柜面查消息与短信", COUNTER),
    Permission(
        "messaging.template.propose", "提出改消息模板", frozenset({"manager", "system_admin"}), whole_center=True
    ),
    Permission(
        "messaging.template.approve", "批准改消息模板", frozenset({"manager", "system_admin"}), whole_center=True
    ),
    Permission("messaging.resend", "重发没送到的短信", frozenset({"system_admin", "manager"})),
)

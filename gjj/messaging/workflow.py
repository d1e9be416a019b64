"""一条短信的状态：一张表管程序，也管数据库触发器。"""

from gjj.transitions.machine import Edge, Machine

DELIVERY = Machine(
    "短信投递",
    {
        "waiting": "已写下，等着交给短信网关",
        "handed": "短信网关已收下，等回执",
        "delivered": "已送到手机上",
        "failed": "没有送到，可以重发",
        "dropped": "不发了：过期了，或没有手机号",
    },
    (
        Edge("waiting", "handed", "messaging.deliver", "网关收下"),
        Edge("waiting", "failed", "messaging.deliver", "网关不收"),
        Edge("waiting", "dropped", "messaging.deliver", "不发了"),
        Edge("waiting", "delivered", "messaging.receipt", "回执先到：已送达"),
        Edge("handed", "delivered", "messaging.receipt", "回执：已送达"),
        Edge("handed", "failed", "messaging.receipt", "回执：没送到"),
        Edge("handed", "waiting", "messaging.query", "网关说没有见过，再交一次"),
        Edge("failed", "waiting", "messaging.resend", "重发"),
    ),
)

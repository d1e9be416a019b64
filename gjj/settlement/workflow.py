"""付款指令与到账的状态：一张表管程序，也管数据库触发器。"""

from gjj.transitions.machine import Edge, Machine

INSTRUCTION = Machine(
    "付款指令",
    {
        "created": "已写下，还没送到银行",
        "sent": "银行已受理，等结果",
        "unknown": "送出后没有听到回音，正在查证，不会重发",
        "succeeded": "银行已扣款",
        "failed": "银行没有办，款项没有动",
    },
    (
        Edge("created", "sent", "settlement.send", "银行受理"),
        Edge("created", "unknown", "settlement.send", "没有听到回音"),
        Edge("created", "failed", "settlement.send", "银行拒绝"),
        Edge("unknown", "sent", "settlement.query", "查到银行已受理"),
        Edge("unknown", "succeeded", "settlement.query", "查到银行已扣款"),
        Edge("unknown", "failed", "settlement.query", "查到银行没有办"),
        Edge("sent", "succeeded", "settlement.query", "查到银行已扣款"),
        Edge("sent", "failed", "settlement.query", "查到银行没有办"),
    ),
)

RECEIPT = Machine(
    "到账",
    {
        "received": "已收到，还没认出是谁的",
        "matched": "认出来了，已记账",
        "unmatched": "认不出是谁的，记在中心暂收，等人查",
        "claimed": "会计查明是谁的，已转到那个单位的暂存",
    },
    (
        Edge("received", "matched", "settlement.match", "匹配"),
        Edge("received", "unmatched", "settlement.match", "没有匹配上"),
        Edge("unmatched", "claimed", "deposits.receipt.claim", "会计认领"),
        Edge("claimed", "unmatched", "deposits.receipt.unclaim", "认错了，撤销认领"),
    ),
)

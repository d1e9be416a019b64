"""托收协议的状态。"""

from gjj.transitions.machine import Edge, Machine

AGREEMENT = Machine(
    "托收协议",
    {
        "signing": "已受理，等银行登记",
        "active": "已签约，每月约定日自动托收",
        "refused": "银行没有签",
        "ended": "已终止，不再托收",
    },
    (
        Edge("signing", "active", "deposits.sign_agreement", "银行登记"),
        Edge("signing", "refused", "deposits.sign_agreement", "银行没有签"),
        Edge("signing", "ended", "deposits.collection.end", "不等了"),
        Edge("active", "ended", "deposits.collection.end", "终止"),
    ),
)
WORDS = {"signing": "签约办理中", "active": "已签约", "refused": "没有签成", "ended": "已终止"}
OPEN = ("signing", "active")
"""还算数的协议；一个单位账户同时只有一份。"""

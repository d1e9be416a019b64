"""调整书的状态。"""

from gjj.transitions.machine import Edge, Machine

ADJUSTMENT = Machine(
    "调整书",
    {"applied": "已调整，从生效年月起按新的算", "undone": "已撤销，恢复到调整以前"},
    (Edge("applied", "undone", "deposits.adjustment.undo", "撤销"),),
)
WORDS = {"applied": "已调整", "undone": "已撤销"}
KINDS = {"ratio": "比例调整"}

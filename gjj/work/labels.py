"""后台工作里的编码怎么说；每件任务叫什么由排它的业务登记，没登记的用任务函数自己的说明。"""

import re

FAULTS = {
    "OperationalError": "数据库一时连不上或太忙",
    "InterfaceError": "数据库连接断了",
    "IntegrityError": "和库里已有的数据冲突，没有写入",
    "DataError": "有数据放不进库里",
    "BizError": "业务上不允许",
    "ConnectError": "没有连上对方系统",
    "ConnectTimeout": "没有连上对方系统",
    "ReadTimeout": "对方系统没有应答",
    "NotReached": "没有连上对方系统",
    "NoAnswer": "对方系统没有应答",
    "DoesNotExist": "要办的那一件不在库里",
}
"""没办成的原因里，程序错误的名字怎么说。"""
UNKNOWN_FAULT = "程序出错，详情在运行日志里，按这一件的编号找"
KEYS = {"expires_at": "失效时间"}
RESULTS = {"said": "结果"}
"""任务结果里的名目。"""
JOBS = {"prove": "查账", "verify_audit": "查验审计链"}
"""这一间房自己的任务叫什么；别的由排它的业务登记。"""
"""发件箱内容里的名目。"""


PROGRAM_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def fault(reason: str) -> str:
    """没办成的原因说成中文：程序错误的名字换成说法；整句都是程序的话就请看日志。"""
    if reason.isascii():
        return FAULTS.get(reason, UNKNOWN_FAULT) if reason else ""
    return PROGRAM_NAME.sub(lambda found: FAULTS.get(found.group(), "程序里的名字"), reason)

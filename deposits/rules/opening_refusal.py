"""单位开户不予办理的理由：法规写着的写明哪一条，没有条款规定的写明为什么不办；一份申请选一样，另写说明。"""

from dataclasses import dataclass

from gjj.idnumbers.in_text import number_in
from gjj.regulations.implements import implements

LONGEST = 150
"""说明最多多少个字：和理由、条款一起写得进办件的结果。"""


@dataclass(frozen=True)
class Ground:
    """一样理由：怎么说，依据哪一条（空是没有条款规定，由说明写清楚）。"""

    title: str
    article: str = ""


GROUNDS = {
    "not_unit": Ground("不是应当缴存住房公积金的单位", "TL-2"),
    "opened": Ground("单位已经办过缴存登记，不再另开", "TL-14"),
    "elsewhere": Ground("不归本中心管理，应当向单位所在地的住房公积金管理中心登记", "TL-14"),
    "untrue": Ground("填的、交的材料和登记机关的记载不一致，退回以后也没有改过来"),
    "unauthorized": Ground("单位没有授权申请人办理"),
    "other": Ground("其他"),
}


@implements("TL-14")
def ground_problem(ground: str, why: str) -> dict[str, str]:
    """理由和说明写得对不对：哪一栏 → 怎么不对；都对为空。依据：条例第十四条（登记由中心审核）。"""
    found = {}
    if ground not in GROUNDS:
        found["ground"] = "没有选不予办理的理由，请从清单里选一样。"
    if not why.strip():
        found["why"] = "没有写说明；请写清楚是哪一处、怎么看出来的，申请人照着看。"
    elif len(why.strip()) > LONGEST:
        found["why"] = f"说明最多 {LONGEST} 个字。"
    elif number := number_in(why):
        found["why"] = (
            f"说明里的「{number[:3]}…{number[-2:]}」像是谁的证件号码、手机号或卡号，请去掉它：说明会发给申请人，也记进办件。"
        )
    return found

"""办件里的编码怎么说。"""

SIDES = {"applicant": "申请人", "unit": "单位", "center": "中心", "bank": "银行", "system": "系统"}
KINDS = {
    "opened": "受理",
    "moved": "办理",
    "returned": "退回补正",
    "resubmitted": "补正",
    "noted": "记事",
    "closed": "办结",
    "refused": "不予办理",
    "cancelled": "撤销",
}
TASK_STATUS = {"open": "待办", "done": "已办", "cancelled": "不用办了"}
MATERIAL_STATUS = {"missing": "还没交", "received": "已收到", "waived": "免交"}

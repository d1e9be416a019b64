"""审计里的编码怎么说：渠道、结果；动作用权限的名称，没有权限的动作由各房间另外登记。"""

CHANNELS = {"unit_hall": "单位大厅", "personal_hall": "个人大厅", "counter": "柜面", "api": "接口", "system": "系统"}
RESULTS = {"ok": "办成", "refused": "拒绝", "no_answer": "没有结果"}

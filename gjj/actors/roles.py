"""角色与大厅：谁从哪个门进。"""

ROLES: dict[str, str] = {
    "unit_agent": "单位经办人",
    "unit_reviewer": "单位复核人",
    "unit_viewer": "单位只读人员",
    "unit_admin": "单位管理员",
    "person": "缴存职工",
    "teller": "柜员",
    "reviewer": "复核员",
    "manager": "主任",
    "accountant": "会计",
    "auditor": "审计员",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "system": "系统",
}

HALL_OF: dict[str, str] = {
    "unit_agent": "unit",
    "unit_reviewer": "unit",
    "unit_viewer": "unit",
    "unit_admin": "unit",
    "person": "personal",
    "teller": "counter",
    "reviewer": "counter",
    "manager": "counter",
    "accountant": "counter",
    "auditor": "counter",
    "system_admin": "counter",
    "security_admin": "counter",
    "system": "counter",
}
UNIT = frozenset(role for role, hall in HALL_OF.items() if hall == "unit")
"""单位的身份：经办、复核、只读，和另加的管理员。"""
UNIT_ADMIN = "unit_admin"
"""单位管理员：定谁在本单位当什么，另加在经办、复核、只读上，一次登录两样都有。"""
UNIT_WORK = ("unit_agent", "unit_reviewer", "unit_viewer")
"""经办、复核、只读：一个人在一个单位只当一种。"""
COUNTER = frozenset(role for role, hall in HALL_OF.items() if hall == "counter" and role != "system")
"""柜面身份。"""
THREE_ADMINS = frozenset({"system_admin", "security_admin", "auditor"})
"""三员：系统、安全、审计三种管理员互相排斥，一个人只当得一种。"""

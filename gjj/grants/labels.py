"""登录里没有单独权限的动作怎么说：审计记录里用。"""

ACTIONS = {
    "grants.login.keep": "确认了紧急停用",
    "grants.login.lift": "紧急停用的恢复了",
    "grants.login.register": "登记要开登录的人",
}

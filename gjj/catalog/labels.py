"""事项与渠道里的编码怎么说。"""

ACTIONS = {"catalog.close": "暂停办理", "catalog.lift": "恢复办理", "catalog.keep": "急停批准了，接着停"}
"""没有单独权限的动作，审计记录里的说法。"""

"""信息发布里的编码怎么说。"""

CATEGORIES = {"notice": "通知公告", "outage": "停服公告", "policy": "政策解读"}
CHOICES = tuple(CATEGORIES.items())
"""类别，给表单、列和接口的文档选。"""
ACTIONS = {"publications.write": "发布信息"}
"""没有单独权限的动作，审计记录里的说法。"""
STANDINGS = {"shown": "在发布", "over": "已过期", "withdrawn": "已撤下"}
CHIPS = {"shown": "done", "over": "off", "withdrawn": "no"}

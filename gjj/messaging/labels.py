"""消息里的编码怎么说。"""

WORDS = {"waiting": "待发", "handed": "已交网关", "delivered": "已送达", "failed": "没送到", "dropped": "不发了"}
CHIPS = {"waiting": "doing", "handed": "doing", "delivered": "done", "failed": "back", "dropped": "off"}
TASKS = {"messaging.deliver": "发短信", "messaging.deliver_now": "发验证码", "messaging.text_number": "发注册的验证码"}
ACTIONS = {"messaging.template.edit": "改消息模板"}
"""没有单独权限的动作，审计记录里的说法。"""

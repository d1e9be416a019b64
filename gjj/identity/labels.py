"""身份里没有单独权限的动作怎么说：审计记录里用。"""

ACTIONS = {
    "identity.sign_in": "登录",
    "identity.sign_out": "退出登录",
    "identity.register_employer": "登记单位",
    "identity.register_persons": "登记自然人",
    "identity.create_login": "新建登录",
    "identity.set_password": "换口令",
    "identity.close_login": "停用登录",
    "identity.reopen_login": "恢复登录",
    "identity.give_grant": "授权",
    "identity.end_grant": "收回授权",
    "identity.first_admin": "首位管理员设口令",
    "identity.sign_up": "注册",
    "identity.agree_terms": "同意用户协议",
}
TASKS = {"identity.send_reset_code": "发重设口令的验证码"}

"""身份：登录 Login、自然人 Person、单位 Employer、网点 Branch、授权 Grant；口令与短信码；访问令牌。

谁（Person、Employer）在这里，缴多少、什么状态在各业务。一个人进门后选定一项授权，就成为办事人 Actor。
"""

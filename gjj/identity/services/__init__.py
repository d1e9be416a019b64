"""身份的写：登记（register.py）、登录与授权（logins.py）、登录的两步（sign_in.py）、短信码（codes.py）、口令（passwords.py）、登录会话（sessions.py）、首位管理员（first_admin.py）。"""

"""身份的写：登记（register.py）、登录与短信码（sign_in.py）、首位管理员（first_admin.py）。"""

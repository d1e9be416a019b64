"""身份的查：人（people.py）、登录与授权（grants.py）。"""

"""密码：字段加密（box.py、fields.py）、可查不可逆的盲索引（blind.py）、遮掩（masking.py）。"""

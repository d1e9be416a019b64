"""manage.py 的命令。"""

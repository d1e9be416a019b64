"""名单文件：收进来（container.py 防坏文件，sheets.py 读表格，header.py 按意思找表头，read.py 合起来），写出去（template.py）。

纯函数：进来是字节，出来是一行行的原文；每格对不对由 rules/roster_rows.py 判断。
"""

"""外部系统的模拟器：独立进程、自己的存储、HTTP，能按要求出故障；与大厅不共用一行代码。

启动：python -m gjj.simulators bank --port 8101 --data 目录。故障：POST /control/ {"fail": "timeout", "times": 1}。
"""

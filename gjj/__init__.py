"""公积金中心：设置，以及每条业务线站立其上的内核。

从这里看起：docs/architecture.md 讲房子的形状；deposits/ 是归集（缴存）业务线；
portal/ 是大厅的页面入口；gjj/ledger/ 是复式账簿；gjj/schedule.py 是全部定时任务。
"""

"""本机的地基：环境（prepare.py）、数据库（postgres.py）、消息（broker.py）、进程（children.py、hall.py）和 bin/run（run.py）、bin/test（check.py）、bin/bench（bench.py）的主流程。"""

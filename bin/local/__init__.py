"""本机的地基：环境（environment.py）、数据库（postgres.py）、消息（broker.py）、进程（processes.py）和 bin/run 的主流程（run.py）。"""

"""法规：条款目录（catalogue.py）、规则声明自己实现哪一条（implements.py）、按编号查条款（lookup.py）、条款对照报告（report.py）。"""

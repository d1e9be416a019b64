"""记账：开分户（open.py）、记一张（post.py）、成批记（batch.py）、冻结（hold.py）、冲账（reverse.py）、科目与分区。"""

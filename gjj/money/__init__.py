"""钱：只有 Decimal，只在这里造、在这里舍入、在这里分。金额见 amounts.py，取整方式见 rounding.py。"""

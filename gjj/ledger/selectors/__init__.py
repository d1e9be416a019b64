"""查账：余额（balances.py）、明细与凭证（books.py）。"""

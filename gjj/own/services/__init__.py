"""本人资料的办：注销网上账户（closing.py）、换手机号和银行卡（contacts.py）；柜面替来的人办（at_counter.py）。"""

"""归集的查：看得到谁（scope.py）、单位首页（overview.py）、清册（change_lists.py）、汇缴书（remittances.py）、职工（people.py）。"""

"""出具（issuing.py）、记更正与作废（marking.py）、归档（archiving.py）、核验（verifying.py）。"""

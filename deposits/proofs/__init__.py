"""归集的恒等式，分五处：每条一句 SQL，查出来的就是违反者；合在 deposits/invariants.py。"""

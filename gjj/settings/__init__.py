"""设置：base 是底，development、test、production 各自加几行。"""

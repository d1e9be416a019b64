"""用户协议：现在是哪一版。文本在 templates/portal/_terms.html；改了文本就换版本和摘要，登录时请每个人重新同意。"""

TERMS = "2026-11"
DIGEST = "ddccae4949e7357a9b9915e8500ea27faf982626ed2b4cbd94ede3c52658c87a"
"""这一版文本的 SHA-256：文本改了、版本没有换，测试就不过。"""

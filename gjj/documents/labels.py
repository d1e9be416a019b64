"""单证里的编码怎么说。"""

STATUS = {"valid": "有效", "corrected": "已更正", "revoked": "已作废"}
MARKS = {"corrected": "已更正", "revoked": "已作废"}
CHIPS = {"valid": "done", "corrected": "back", "revoked": "off"}

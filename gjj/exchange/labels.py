"""交换里的话：审计的动作、问的是谁、结果。"""

from gjj.identity.ports import Verdict

ACTIONS = {"exchange.check": "向外单位核对身份"}
PARTIES = {"police": "公安核对姓名和证件号码", "cards": "银行卡四样核对", "face": "人脸比对"}
"""问的是谁、核对什么。"""
SAID = {
    Verdict.MATCH: "一致", Verdict.MISMATCH: "不一致", Verdict.ABSENT: "查无", Verdict.NO_ANSWER: "没有结果",
}  # fmt: skip
RESULTS = {
    Verdict.MATCH: "ok", Verdict.MISMATCH: "refused", Verdict.ABSENT: "refused", Verdict.NO_ANSWER: "no_answer",
}  # fmt: skip
"""结果在审计里算什么。"""

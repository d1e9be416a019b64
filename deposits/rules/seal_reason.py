"""封存原因：写的编码、说法都认；认不出的给一个最像的。"""

import re
from collections.abc import Mapping

OTHER = "99"
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "01": ("终止劳动关系", "解除劳动关系", "解除劳动合同", "终止劳动合同", "离职", "辞职", "辞退", "解聘", "合同到期", "合同终止", "开除", "自动离职"),
    "02": ("退休未办提取", "退休", "离退休", "离休", "正常退休", "到龄退休", "提前退休", "内退"),
    "03": ("停薪留职、长期病假", "停薪留职/长期病假", "停薪留职", "长期病假", "病假", "长病假"),
    "04": ("单位停缴、破产", "单位停缴/破产", "单位停缴", "破产", "单位破产", "停产", "单位注销"),
    "05": ("出境", "出境定居", "出国", "出国定居"),
    "06": ("死亡", "去世", "身故", "亡故"),
    "07": ("调出待转", "调出", "调离", "调动", "工作调动", "调走", "转出"),
    "08": ("中断工资关系", "停发工资"),
    "99": ("其他", "其它", "其他原因"),
}  # fmt: skip
WORDS = {word: code for code, words in SYNONYMS.items() for word in words}
CODED = re.compile(r"0?([1-8])|(99)")
WITH_CODE = re.compile(r"(0[1-8]|99)[-.、:：_]?(.+)")


def code_of(text: str) -> str | None:
    """写的是哪一种（01 到 08、99）；「01」「1」「离职」「01终止劳动关系」都认，认不出为空。"""
    if text in WORDS:
        return WORDS[text]
    bare = CODED.fullmatch(text)
    if bare:
        return bare.group(2) or f"0{bare.group(1)}"
    both = WITH_CODE.fullmatch(text)
    return both.group(1) if both and WORDS.get(both.group(2)) == both.group(1) else None


def likely(text: str) -> str:
    """认不出的最像哪一种：话里只提到一种的就是它，提到几种或一种也没有的是「其他」。"""
    found = {code for word, code in WORDS.items() if word in text}
    return found.pop() if len(found) == 1 else OTHER

"""数据字典：几套固定的编码和说法，规则、参数、页面共用一份。"""

from collections.abc import Mapping

SEAL_REASONS: Mapping[str, str] = {
    "01": "终止劳动关系", "02": "退休未办提取", "03": "停薪留职、长期病假", "04": "单位停缴、破产", "05": "出境",
    "06": "死亡", "07": "调出待转", "08": "中断工资关系", "99": "其他",
}  # fmt: skip
"""封存原因。"""
PAPER_KINDS: Mapping[str, str] = {
    "pdf_jpg_png": "PDF、JPG、PNG",
    "pdf_jpg": "PDF、JPG",
    "jpg_png": "JPG、PNG",
    "pdf": "PDF",
}
"""收到的材料收哪几种文件。"""

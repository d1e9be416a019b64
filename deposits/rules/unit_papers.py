"""开户材料的文件：认开头的字节，不认名字；收哪几种、最大多少、最多传几次由参数定。"""

from dataclasses import dataclass

MB = 1024 * 1024
KIB = 1024
KINDS = {
    "pdf": (b"%PDF-", "application/pdf", "PDF"), "jpg": (b"\xff\xd8\xff", "image/jpeg", "JPG"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png", "PNG"),
}  # fmt: skip
"""认得的几种：开头的字节、媒体类型、怎么说。"""


@dataclass(frozen=True)
class PaperLimits:
    """收材料的规矩：收哪几种（KINDS 里的）、一份最大多少 MB、一样最多传几次。"""

    kinds: tuple[str, ...]
    most_mb: int
    most_times: int

    @classmethod
    def of(cls, kinds: str, most_mb: int, most_times: int) -> "PaperLimits":
        """kinds 写成 pdf_jpg_png 这样的选项。"""
        return cls(tuple(kinds.split("_")), most_mb, most_times)

    @property
    def kinds_said(self) -> str:
        """收哪几种，写给人看。"""
        return "、".join(KINDS[one][2] for one in self.kinds)

    @property
    def said(self) -> str:
        """栏目旁边的提示。"""
        return f"{self.kinds_said}，最大 {self.most_mb} MB。"


def kind_of(data: bytes) -> str:
    """是哪一种文件；都不是为空串。"""
    return next((kind for kind, (start, _, _) in KINDS.items() if data.startswith(start)), "")


def media_type(kind: str) -> str:
    """一种文件的媒体类型；不认得的照一般的文件。"""
    return KINDS[kind][1] if kind in KINDS else "application/octet-stream"


def paper_problem(data: bytes, limits: PaperLimits) -> str:
    """收不了的原因；收得了为空串。"""
    if not data:
        return "文件是空的，请重新选。"
    if len(data) > limits.most_mb * MB:
        return f"文件超过 {limits.most_mb} MB，请压缩或拍小一些再选。"
    return "" if kind_of(data) in limits.kinds else f"只收 {limits.kinds_said}，请另存成这样的再选。"


def file_said(kind: str, size: int) -> str:
    """一份文件不说名字怎么说（名字里会有人的姓名、号码）：哪一种、多大。"""
    big = f"{size / MB:.1f} MB" if size >= MB else f"{max(1, round(size / KIB))} KB"
    return f"{KINDS[kind][2] if kind in KINDS else '文件'}，{big}"

"""开户材料的文件：认开头的字节，不认名字；收 PDF、JPG、PNG，最大 5 MB。"""

MOST_BYTES = 5 * 1024 * 1024
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def media_type(data: bytes) -> str:
    """是哪一种文件；都不是为空串。"""
    return next((kind for start, kind in KINDS.items() if data.startswith(start)), "")


def paper_problem(data: bytes) -> str:
    """收不了的原因；收得了为空串。"""
    if not data:
        return "文件是空的，请重新选。"
    if len(data) > MOST_BYTES:
        return "文件超过 5 MB，请压缩或拍小一些再选。"
    return "" if media_type(data) else "只收 PDF、JPG、PNG，请另存成这三种再选。"

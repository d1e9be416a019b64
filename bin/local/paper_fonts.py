"""做纸面的小字库：从全字库裁出 GB 2312 的字，轮廓改成 TrueType 的二次曲线。换字体的时候才要运行。

用法（在 bin/ 里）：python -m local.paper_fonts 细体.otf 粗体.otf，写到 gjj/documents/fonts/。
为什么改轮廓：每排一份单证都要从字库里裁出用到的字，CFF 的轮廓要逐字拆开，一份多花十毫秒、文件大一倍；
差错不超过千分之一个字高，纸上看不出来。
"""

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

FONTS = Path(__file__).resolve().parent.parent.parent / "gjj" / "documents" / "fonts"
CELLS = range(0xA1, 0xFF)
ASCII = range(0x20, 0x7F)
ALIKE = "¥·—∋≅〇"
"""和 GB 2312 里的写法是同一个字、编码另有一个的，还有没有编码的「〇」。"""
FARTHEST = 1.0
"""二次曲线离原来的轮廓最远多少，单位是千分之一个字高。"""
UNUSED = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
TRUETYPE, TRUETYPE_MAXP, NO_NAMES = "\x00\x01\x00\x00", 0x00010000, 3.0
LIMITS = (
    "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions "
    "maxComponentElements maxPoints maxContours maxCompositePoints maxCompositeContours maxComponentDepth"
).split()


def main(regular: str, bold: str) -> None:
    """做两个字重。"""
    for source, name in ((regular, "song-regular.ttf"), (bold, "song-bold.ttf")):
        font = TTFont(source)
        cut(font)
        to_quadratic(font)
        font.save(FONTS / name)
        print(f"{name}：{len(font.getGlyphOrder())} 个字形，{(FONTS / name).stat().st_size} 字节")


def common_characters() -> set[int]:
    """GB 2312 的六千七百六十三个汉字和符号，加上西文。"""
    pairs = (bytes((row, cell)).decode("gb2312", "ignore") for row in CELLS for cell in CELLS)
    return {ord(character) for pair in pairs for character in pair} | set(ASCII) | set(map(ord, ALIKE))


def cut(font: TTFont) -> None:
    """只留常用字；竖排和替换的表，横着排用不到。"""
    options = Options(
        drop_tables=list(UNUSED), layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=common_characters())
    subsetter.subset(font)


def to_quadratic(font: TTFont) -> None:
    """CFF 的轮廓换成 glyf；已经是的不动。"""
    if "CFF " not in font:
        return
    shapes, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, FARTHEST, reverse_direction=True))
        drawn[name] = pen.glyph()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = font.getGlyphOrder(), drawn
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    most = font["maxp"]
    most.tableVersion = TRUETYPE_MAXP
    for limit in LIMITS:  # 没有字形里的指令；点数和轮廓数存的时候自己重算
        setattr(most, limit, int(limit == "maxZones"))
    font["post"].formatType = NO_NAMES
    font.sfntVersion = TRUETYPE


if __name__ == "__main__":
    main(*sys.argv[1:3])

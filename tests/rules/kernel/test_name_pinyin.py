"""姓名的拼音：按姓氏读音。"""

import pytest

from gjj.identity.pinyin import company_reading, reading


@pytest.mark.parametrize(
    ("name", "whole", "initials"),
    [
        ("张三", "zhangsan", "zs"),
        ("曾思雨", "zengsiyu", "zsy"),
        ("单田", "shantian", "st"),
        ("单于明", "chanyuming", "cym"),
        ("解明", "xieming", "xm"),
        ("仇英", "qiuying", "qy"),
        ("区明", "ouming", "om"),
        ("查良", "zhaliang", "zl"),
        ("朴明", "piaoming", "pm"),
        ("翟明", "zhaiming", "zm"),
        ("尉迟明", "yuchiming", "ycm"),
        ("长孙明", "zhangsunming", "zsm"),
        ("万俟明", "moqiming", "mqm"),
        ("欧阳明", "ouyangming", "oym"),
        ("万里", "wanli", "wl"),
        ("小曾", "xiaoceng", "xc"),
        ("Alice", "alice", "a"),
        ("", "", ""),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, whole: str, initials: str) -> None:
    """多音的姓按姓的读音，复姓在前，首字母按字取。"""
    assert reading(name) == (whole, initials)


def test_a_company_has_no_surname() -> None:
    """单位名称按普通读音：单晶的单读 dan。"""
    assert company_reading("单晶公司").startswith("danjing")
    assert reading("单晶")[0] == "shanjing"


def test_a_long_name_fits_its_column() -> None:
    """再长的名字也放得下。"""
    whole, initials = reading("阿" * 300)
    assert len(whole) <= 128
    assert len(initials) <= 32

"""查看的参数：完整号码一天看几次、看多少算多、几点算夜里；号码遮着的看多少人算多。"""

from datetime import date

from gjj.declarations.parameters import Bound, Order, ParameterRow

SINCE = date(2016, 2, 21)
NOTE = "无条款规定，由中心按岗位定"

PARAMETERS = (
    ParameterRow("looks.most_per_day", "一人一天最多看几次完整号码", "200", "int", SINCE, None, "*", None, NOTE, "typical", guards=True),
    ParameterRow("looks.many_per_hour", "一小时看到第几次算看得多", "20", "int", SINCE, None, "*", None, NOTE, "typical", guards=True),
    ParameterRow("looks.people_per_hour", "一小时打开、查到第几名职工算看得多（号码遮着）", "300", "int", SINCE, None, "*", None, NOTE, "typical", guards=True),
    ParameterRow("looks.people_listed_per_hour", "一小时看到第几名职工算看得多（号码遮着，连翻看、筛出来的清单上列着的）", "2000", "int", SINCE, None, "*", None, f"{NOTE}：一页列五十人，翻四十页", "uncertain", guards=True),
    ParameterRow("looks.night_from", "夜间从几点", "21:00", "time", SINCE, None, "*", None, NOTE, "typical", guards=True),
    ParameterRow("looks.night_to", "夜间到几点", "07:00", "time", SINCE, None, "*", None, NOTE, "typical", guards=True),
)  # fmt: skip

LIMITS = (
    Bound("looks.most_per_day", "1", "100000"),
    Bound("looks.many_per_hour", "1", "100000"),
    Bound("looks.people_per_hour", "1", "1000000"),
    Bound("looks.people_listed_per_hour", "1", "1000000"),
    Order("looks.people_per_hour", "looks.people_listed_per_hour"),
)

"""归集的参数：上下限、比例、取整、期限、利率。各地不同的一律是参数，不是常数。"""

from datetime import date

from gjj.declarations.parameters import Bound, Order, ParameterRow

SINCE = date(2016, 2, 21)
YEARS: tuple[tuple[int, str, str, str], ...] = (
    (2020, "1900.00", "1700.00", "16281.00"),
    (2021, "1900.00", "1700.00", "17184.00"),
    (2022, "2000.00", "1800.00", "18303.00"),
    (2023, "2000.00", "1800.00", "19275.00"),
    (2024, "2100.00", "1900.00", "20142.00"),
    (2025, "2250.00", "2050.00", "20970.00"),
    (2026, "2350.00", "2150.00", "21408.00"),
)
"""缴存年度（从 7 月 1 日起）→ 市区下限、所辖县下限、上限。最后一年一直用到公布下一年的为止。"""


def _yearly() -> tuple[ParameterRow, ...]:
    """逐年的上下限。"""
    rows = []
    for place, (year, city, county, cap) in enumerate(YEARS):
        start = date(year, 7, 1)
        end = date(YEARS[place + 1][0], 7, 1) if place + 1 < len(YEARS) else None
        for area, floor, note in (("*", city, "最低工资标准"), ("county", county, "所辖县最低工资标准")):
            rows.append(
                ParameterRow(
                    "deposits.base_floor",
                    "缴存基数下限",
                    floor,
                    "money",
                    start,
                    end,
                    area,
                    "CITY-BASE",
                    note,
                    "typical",
                )
            )
        note = "上年度职工月平均工资的三倍，按公布值录入"
        rows.append(
            ParameterRow("deposits.base_cap", "缴存基数上限", cap, "money", start, end, "*", "WH5-03", note, "typical")
        )
    return tuple(rows)


OLD_RATES: tuple[tuple[date, str, str], ...] = (
    (date(2008, 12, 23), "0.0036", "0.0171"),
    (date(2010, 10, 20), "0.0036", "0.0191"),
    (date(2010, 12, 26), "0.0036", "0.0225"),
    (date(2011, 2, 9), "0.0040", "0.0260"),
    (date(2011, 4, 6), "0.0050", "0.0285"),
    (date(2011, 7, 7), "0.0050", "0.0310"),
    (date(2012, 6, 8), "0.0040", "0.0285"),
    (date(2012, 7, 6), "0.0035", "0.0260"),
    (date(2014, 11, 22), "0.0035", "0.0235"),
    (date(2015, 3, 1), "0.0035", "0.0210"),
    (date(2015, 5, 11), "0.0035", "0.0185"),
    (date(2015, 6, 28), "0.0035", "0.0160"),
    (date(2015, 8, 26), "0.0035", "0.0135"),
    (date(2015, 10, 24), "0.0035", "0.0110"),
)
"""2016 年 2 月 21 日以前分两档：当年归集、上年结转；凭记忆录入，只供历史数据导入，用之前要核对。"""


def _old_rates() -> tuple[ParameterRow, ...]:
    """两档利率的历史。"""
    note = "2016-02-21 起两档合一；只供历史数据导入，用之前要核对"
    rows = []
    for place, (start, current, carried) in enumerate(OLD_RATES):
        end = OLD_RATES[place + 1][0] if place + 1 < len(OLD_RATES) else SINCE
        for code, label, value in (
            ("interest.current_year_rate", "当年归集年利率（旧）", current),
            ("interest.carried_rate", "上年结转年利率（旧）", carried),
        ):
            rows.append(ParameterRow(code, label, value, "rate", start, end, "*", "RATE-DEPOSIT", note, "uncertain"))
    return tuple(rows)


RETIREMENT_REFORM = date(2025, 1, 1)
"""渐进式延迟退休的办法施行的那天；规则也从这里取。"""
PAYDAYS = range(1, 29)
"""发薪日：到 28 日每个月都有这一天；本市的、单位自己的一样。"""
TRACKS = ("male", "female", "female_worker")


def _retirement() -> tuple[ParameterRow, ...]:
    """法定退休年龄：原来的年龄、每几个月延迟一个月、最多延迟几个月；2025 年起延迟。"""
    old = "无条款规定：2025 年以前的退休办法没有收进目录，当时不延迟"
    by_post = "名单里看不出岗位：工人岗到龄的下一个月提醒一次，管理岗也过了的每月提醒"
    rows = []
    for track, said, age, step, most, note in (
        ("male", "男", "60", "4", "36", ""),
        ("female", "女，原五十五周岁的管理、技术岗", "55", "4", "36", by_post),
        ("female_worker", "女，原五十周岁的工人岗", "50", "2", "60", by_post),
    ):
        for name, label, before, after in (
            ("age", f"法定退休年龄（{said}）：原来几周岁", age, age),
            ("step", f"延迟退休（{said}）：每几个月延迟一个月", step, step),
            ("most", f"延迟退休（{said}）：最多延迟几个月", "0", most),
        ):
            code = f"deposits.retirement_{name}_{track}"
            rows += [
                ParameterRow(code, label, before, "int", SINCE, RETIREMENT_REFORM, "*", None, old, "uncertain"),
                ParameterRow(code, label, after, "int", RETIREMENT_REFORM, None, "*", "RET-01", note),
            ]
    return tuple(rows)


PARAMETERS: tuple[ParameterRow, ...] = (
    *_yearly(),
    ParameterRow("deposits.ratio_min", "缴存比例下限", "5", "percent", SINCE, None, "*", "TL-18", "单位与个人各自不低于"),
    ParameterRow("deposits.ratio_max", "缴存比例上限", "12", "percent", SINCE, None, "*", "WH5-02", "单位与个人各自不高于"),
    ParameterRow("deposits.rounding", "月缴存额取整方式", "yuan", "choice", SINCE, None, "*", "CITY-BASE", "单位、个人两侧各自取整", "typical"),
    ParameterRow("deposits.register_days", "单位设立之日起几日内办缴存登记", "30", "int", SINCE, None, "*", "TL-14", "晚了的照样登记，说清晚了几天"),
    ParameterRow("deposits.paper_kinds", "开户材料：收哪几种文件", "pdf_jpg_png", "choice", SINCE, None, "*", None, "无条款规定：拍的照片、扫描的 PDF 都收得下", "typical"),
    ParameterRow("deposits.paper_mb", "开户材料：一份最大多少 MB", "5", "int", SINCE, None, "*", None, "无条款规定：手机拍的一张照片一般不到 5 MB", "typical"),
    ParameterRow("deposits.paper_times", "开户材料：一样最多传几次", "20", "int", SINCE, None, "*", None, "无条款规定：传过的每一份都留着，防止反复传占满", "uncertain"),
    ParameterRow("deposits.opening_draft_days", "单位开户草稿：没有提交的留几天", "30", "int", SINCE, None, "*", None, "无条款规定：填的、选的材料里有号码，不办的不久留", "uncertain"),
    ParameterRow("deposits.opening_draft_notice", "单位开户草稿：清掉以前几天提醒", "7", "int", SINCE, None, "*", None, "无条款规定：提醒过整整几天才清", "uncertain"),
    ParameterRow("deposits.remit_days", "发薪后汇缴期限（日）", "5", "int", SINCE, None, "*", "TL-19"),
    ParameterRow("deposits.payday", "约定发薪日（每月几日）", "20", "int", SINCE, None, "*", None, "无条款规定：本市默认发薪日，用来算每月汇缴截止日", "typical"),
    ParameterRow("deposits.flag_limit", "职工异议：一人一月最多提几次", "3", "int", SINCE, None, "*", None, "无条款规定：防止反复提同一件", "typical"),
    ParameterRow("deposits.flag_months", "职工异议：能提几个月以内的申报", "3", "int", SINCE, None, "*", None, "无条款规定：更早的请走补缴或到柜面复核", "typical"),
    ParameterRow("deposits.prepay_months", "预缴：最多提前几个月", "3", "int", SINCE, None, "*", None, "无条款规定：有的城市停办，写 0 就是不办预缴", "typical"),
    ParameterRow("deposits.prepay_within_year", "预缴：不跨缴存年度", "true", "bool", SINCE, None, "*", None, "无条款规定：下一缴存年度的基数和上下限还没有公布", "typical"),
    ParameterRow("deposits.collection_first_day", "托收约定日最早（每月几日）", "1", "int", SINCE, None, "*", None, "无条款规定：三方协议约定", "uncertain"),
    ParameterRow("deposits.collection_last_day", "托收约定日最晚（每月几日）", "28", "int", SINCE, None, "*", None, "无条款规定：到 28 日每个月都有这一天", "uncertain"),
    ParameterRow("deposits.collection_tries", "托收：经办人一天最多再请银行扣几次", "3", "int", SINCE, None, "*", None, "无条款规定：防止银行当成异常扣款", "uncertain"),
    ParameterRow("deposits.make_up_counts", "补缴：计入连续缴存月数", "true", "bool", SINCE, None, "*", None, "无条款规定：各地不同，随补缴书存下", "typical"),
    *_retirement(),
    ParameterRow("deposits.seal_reason", "封存：名单里没有写原因的按哪一种", "99", "choice", SINCE, None, "*", None, "无条款规定：多数单位的名单没有这一列，单位没有说的不替它说是离职", "typical"),
    ParameterRow("deposits.age_youngest", "开户时请核对的年龄：不满几周岁", "16", "int", SINCE, None, "*", None, "无条款规定：法定最低就业年龄以下多半是证件号码写错"),
    ParameterRow("deposits.age_oldest", "开户时请核对的年龄：超过几周岁", "70", "int", SINCE, None, "*", None, "无条款规定：早已退休的年龄多半是证件号码写错", "typical"),
    ParameterRow("deposits.ratio_step", "缴存比例的间隔（百分点）", "1", "percent", SINCE, None, "*", None, "无条款规定：多数城市取整数百分点", "typical"),
    ParameterRow("deposits.ratio_changes_a_year", "比例调整：一个缴存年度几次", "1", "int", SINCE, None, "*", None, "无条款规定：多数城市一年一次", "typical"),
    ParameterRow("deposits.ratio_lowering_needs_approval", "比例调整：在范围里调低也要先批", "false", "bool", SINCE, None, "*", "WH5-04", "有的城市由单位在下限和上限之间自主确定", "typical"),
    ParameterRow("deposits.base_window_first", "年度基数调整：从几月的汇缴起能办", "7", "int", SINCE, None, "*", None, "无条款规定：缴存年度从 7 月起", "typical"),
    ParameterRow("deposits.base_window_last", "年度基数调整：到几月的汇缴为止", "12", "int", SINCE, None, "*", None, "无条款规定：各地不同，多为 7 月到 9 月或年底", "typical"),
    ParameterRow("deposits.base_adjusts_a_year", "基数调整：一名职工一个缴存年度几次（0 不限）", "1", "int", SINCE, None, "*", None, "无条款规定：条例第十六条定基数是上一年度月平均工资，没有定一年调几次；上一年度的平均数一年只有一个，多数城市规定一年核定一次，所以先取一次；不限的城市写 0。填错的走基数更正，基数没变的、原来在上下限外面的不占次数", "typical"),
    ParameterRow("deposits.refund_agreed_over", "暂存退回：一个单位一天合计超过多少元要中心批准", "500000.00", "money", SINCE, None, "*", None, "无条款规定：大额退回单位的经办人提出，会计或主任批准才交银行", "typical"),
    *_old_rates(),
    ParameterRow("interest.deposit_rate", "个人账户存款年利率", "0.0150000", "rate", SINCE, None, "*", "RATE-DEPOSIT", "一年期定期存款基准利率，当年归集与上年结转同一档"),
    ParameterRow("interest.method", "结息积数口径", "daily_360", "choice", SINCE, None, "*", "TL-21", "按日积数除以360", "typical"),
)  # fmt: skip

LIMITS: tuple[Bound | Order, ...] = (
    Bound("deposits.ratio_min", "5", "12", "TL-18"),
    Bound("deposits.ratio_max", "5", "12", "WH5-02"),
    Bound("deposits.register_days", "1", "365", "TL-14"),
    Bound("deposits.opening_draft_days", "7", "365"),
    Bound("deposits.opening_draft_notice", "1", "30"),
    Order("deposits.opening_draft_notice", "deposits.opening_draft_days"),
    Bound("deposits.paper_mb", "1", "10"),
    Bound("deposits.paper_times", "2", "100"),
    Bound("deposits.ratio_step", "0.01", "12"),
    Bound("deposits.ratio_changes_a_year", "1", "12"),
    Bound("deposits.refund_agreed_over", "0.00", "100000000.00"),
    Bound("deposits.base_adjusts_a_year", "0", "12"),
    Bound("deposits.flag_limit", "0", "100"),
    Bound("deposits.flag_months", "0", "24"),
    Bound("deposits.prepay_months", "0", "12"),
    Bound("deposits.collection_tries", "1", "20"),
    Bound("deposits.age_youngest", "0", "100"),
    Bound("deposits.age_oldest", "0", "150"),
    *(Bound(f"deposits.retirement_age_{track}", "40", "75") for track in TRACKS),
    *(Bound(f"deposits.retirement_step_{track}", "1", "24") for track in TRACKS),
    *(Bound(f"deposits.retirement_most_{track}", "0", "120") for track in TRACKS),
    Bound("deposits.payday", str(PAYDAYS[0]), str(PAYDAYS[-1])),
    Bound("deposits.remit_days", "1", "31", "TL-19"),
    Bound("deposits.collection_first_day", "1", "28"),
    Bound("deposits.collection_last_day", "1", "28"),
    Bound("deposits.base_window_first", "1", "12"),
    Bound("deposits.base_window_last", "1", "12"),
    Order("deposits.base_floor", "deposits.base_cap"),
    Order("deposits.ratio_min", "deposits.ratio_max"),
    Order("deposits.age_youngest", "deposits.age_oldest"),
    Order("deposits.collection_first_day", "deposits.collection_last_day"),
)
"""改参数时守的界限：数值的上下，和两个参数的先后；整数和百分数都要有，出了界规则就算不下去。"""

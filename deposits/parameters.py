"""归集的参数：上下限、比例、取整、期限、利率。各地不同的一律是参数，不是常数。"""

from datetime import date

from gjj.declarations.parameters import ParameterRow

YEAR_2025, YEAR_2026, YEAR_END = date(2025, 7, 1), date(2026, 7, 1), None
SINCE = date(2016, 2, 21)

PARAMETERS: tuple[ParameterRow, ...] = (
    ParameterRow("deposits.base_floor", "缴存基数下限", "2250.00", "money", YEAR_2025, YEAR_2026, "*", "CITY-BASE", "最低工资标准", "typical"),
    ParameterRow("deposits.base_floor", "缴存基数下限", "2350.00", "money", YEAR_2026, YEAR_END, "*", "CITY-BASE", "最低工资标准", "typical"),
    ParameterRow("deposits.base_floor", "缴存基数下限", "2050.00", "money", YEAR_2025, YEAR_2026, "county", "CITY-BASE", "所辖县最低工资标准", "typical"),
    ParameterRow("deposits.base_floor", "缴存基数下限", "2150.00", "money", YEAR_2026, YEAR_END, "county", "CITY-BASE", "所辖县最低工资标准", "typical"),
    ParameterRow("deposits.base_cap", "缴存基数上限", "20970.00", "money", YEAR_2025, YEAR_2026, "*", "WH5-03", "上年度职工月平均工资的三倍，按公布值录入", "typical"),
    ParameterRow("deposits.base_cap", "缴存基数上限", "21408.00", "money", YEAR_2026, YEAR_END, "*", "WH5-03", "上年度职工月平均工资的三倍，按公布值录入", "typical"),
    ParameterRow("deposits.ratio_min", "缴存比例下限", "5", "percent", SINCE, None, "*", "TL-18", "单位与个人各自不低于"),
    ParameterRow("deposits.ratio_max", "缴存比例上限", "12", "percent", SINCE, None, "*", "WH5-02", "单位与个人各自不高于"),
    ParameterRow("deposits.rounding", "月缴存额取整方式", "yuan", "choice", SINCE, None, "*", None, "单位、个人两侧各自取整", "typical"),
    ParameterRow("deposits.remit_days", "发薪后汇缴期限（日）", "5", "int", SINCE, None, "*", "TL-19"),
    ParameterRow("deposits.payday", "约定发薪日（每月几日）", "20", "int", SINCE, None, "*", None, "本市默认发薪日，用来算每月汇缴截止日", "typical"),
    ParameterRow("interest.deposit_rate", "个人账户存款年利率", "0.0150000", "rate", SINCE, None, "*", "TL-21", "一年期定期存款基准利率"),
    ParameterRow("interest.method", "结息积数口径", "daily_360", "choice", SINCE, None, "*", "TL-21", "按日积数除以360", "typical"),
)  # fmt: skip

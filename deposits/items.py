"""归集的事项：大厅的菜单和卡片由它们生成；现在能办的才在这里。"""

from gjj.declarations.items import ServiceItem

ITEMS = (
    ServiceItem("deposits.upload", "上传变更清册", "unit", "汇缴", "deposits:upload", "upload", "即时办结", "deposits.list.file", ("TL-19", "TL-15"), 10),
    ServiceItem("deposits.change_lists", "变更清册", "unit", "汇缴", "deposits:change_lists", "list-check", "随时可查", "deposits.unit.view", ("TL-15",), 20),
    ServiceItem("deposits.remittances", "单位汇缴", "unit", "汇缴", "deposits:remittances", "wallet2", "到账即分配", "deposits.unit.view", ("TL-19",), 30),
    ServiceItem("deposits.unit_info", "单位信息", "unit", "查询打印", "deposits:unit_info", "building", "随时可查", "deposits.unit.view", (), 40),
    ServiceItem("deposits.employees", "职工清册", "unit", "查询打印", "deposits:employees", "people", "随时可查", "deposits.unit.view", (), 41),
    ServiceItem("deposits.ledger", "单位明细账", "unit", "查询打印", "deposits:ledger", "journal-text", "随时可查", "deposits.unit.view", ("TL-16",), 42),
    ServiceItem("deposits.month_grid", "职工汇缴明细", "unit", "查询打印", "deposits:month_grid", "grid", "随时可查", "deposits.unit.view", ("TL-20",), 43),
    ServiceItem("deposits.compare", "清册比较", "unit", "查询打印", "deposits:compare", "arrow-repeat", "随时可查", "deposits.unit.view", (), 44),
    ServiceItem("deposits.log", "操作日志", "unit", "查询打印", "deposits:log", "clock", "随时可查", "deposits.unit.view", (), 45),
    ServiceItem("deposits.movements", "缴存明细", "personal", "查询打印", "deposits:movements", "journal-text", "随时可查", "deposits.own.view", ("TL-16", "TL-21"), 10),
)  # fmt: skip

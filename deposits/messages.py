"""归集要告诉人的话：变量后面是最长的样子，用来数字数。"""

from gjj.declarations.messages import MessageTemplate

ALLOCATED_TO_UNIT = "deposits.allocated_unit"
ALLOCATED_TO_PERSON = "deposits.allocated_person"
MADE_UP_TO_UNIT = "deposits.made_up_unit"
MADE_UP_TO_PERSON = "deposits.made_up_person"
AMOUNT = "12,345,678.00"
EMPLOYER = "明川示范精密制造有限公司"

MESSAGES = (
    MessageTemplate(
        ALLOCATED_TO_UNIT, "deposit", "unit", "{month}汇缴已入账",
        "{month}住房公积金 {amount} 元已到账，分配到 {employees} 名职工的账户，汇缴书号 {number}。",
        sms="贵单位{month}住房公积金 {amount} 元已入账，分配到 {employees} 名职工。",
        variables={"month": "2026年12月", "amount": AMOUNT, "employees": "100,000", "number": "202611240000001"},
        url_name="deposits:remittance", about=True,
    ),
    MessageTemplate(
        ALLOCATED_TO_PERSON, "deposit", "person", "{month}住房公积金已入账",
        "{employer}为您汇缴的{month}住房公积金 {amount} 元已入账，账户余额 {balance} 元。",
        sms="{employer}为您汇缴的{month}住房公积金 {amount} 元已入账，余额 {balance} 元。",
        variables={"month": "2026年12月", "employer": EMPLOYER, "amount": "5,138.00", "balance": "1,234,567.89"},
        url_name="deposits:movements",
    ),
    MessageTemplate(
        MADE_UP_TO_UNIT, "deposit", "unit", "{month}补缴已入账",
        "{month}住房公积金补缴 {amount} 元已到账，记进 {employees} 名职工的账户，补缴书号 {number}。",
        sms="贵单位{month}住房公积金补缴 {amount} 元已入账，记进 {employees} 名职工的账户。",
        variables={"month": "2026年12月", "amount": AMOUNT, "employees": "100,000", "number": "032611240000001"},
        url_name="deposits:remittance", about=True,
    ),
    MessageTemplate(
        MADE_UP_TO_PERSON, "deposit", "person", "{month}住房公积金补缴已入账",
        "{employer}为您补缴的{month}住房公积金 {amount} 元已入账，账户余额 {balance} 元。",
        sms="{employer}为您补缴的{month}住房公积金 {amount} 元已入账，余额 {balance} 元。",
        variables={"month": "2026年12月", "employer": EMPLOYER, "amount": "5,138.00", "balance": "1,234,567.89"},
        url_name="deposits:movements",
    ),
)  # fmt: skip

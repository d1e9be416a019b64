"""归集要告诉人的话：变量后面是最长的样子，用来数字数。"""

from gjj.declarations.messages import MessageTemplate

ALLOCATED_TO_UNIT = "deposits.allocated_unit"
ALLOCATED_TO_PERSON = "deposits.allocated_person"
MADE_UP_TO_UNIT = "deposits.made_up_unit"
MADE_UP_TO_PERSON = "deposits.made_up_person"
AMOUNT = "12,345,678.00"
EMPLOYER = "明川高新技术产业开发区示范精密机械制造与自动化控制设备研究开发股份有限公司第一分公司"
"""真的单位名称有四十来个字的（开发区、分公司），照这样数短信按几条计。"""
MONTH = "2026年12月"
BASE, MONTHLY = "21,408.00", "5,138.00"
PROFILE_CHANGED = "deposits.profile_changed"
ARREARS = "deposits.arrears"
CLAIMED = "deposits.money_claimed"
UNCLAIMED = "deposits.money_unclaimed"
PAYMENT_FAILED = "deposits.payment_failed"
CAME_SHORT = "deposits.came_short"
REFUND_FAILED = "deposits.refund_failed"
REFUND_NOT_AGREED = "deposits.refund_not_agreed"
AGREEMENT_REFUSED = "deposits.agreement_refused"
ALLOCATION_REVERSED = "deposits.allocation_reversed"
RECEIPT_REVERSED = "deposits.receipt_reversed"
REVERSED_TO_PERSON = "deposits.reversed_to_person"
REASON, BOOK, NUMBER = "付" * 40, "补缴书", "032611240000001"
FLAG_RAISED = "deposits.flag_raised"
FLAG_ANSWERED = "deposits.flag_answered"
RATIO_ADJUSTED = "deposits.ratio_adjusted"
RATIO_RESTORED = "deposits.ratio_restored"
HANDED_OVER = "deposits.handed_over"
LEFT_BEHIND = "deposits.left_behind"
UNIT_OPENED = "deposits.unit_opened"
OPENING_DONE = "deposits.opening_done"
OPENING_DRAFT_GOING = "deposits.opening_draft_going"
OPENING_REFUSED = "deposits.opening_refused"
REVIEW_WAITING, REVIEW_EFFECTIVE, REVIEW_SENT_BACK = (
    "deposits.review_waiting", "deposits.review_effective", "deposits.review_sent_back",
)  # fmt: skip
TOLD = {
    "open": "deposits.account_opened",
    "seal": "deposits.account_sealed",
    "unseal": "deposits.account_unsealed",
    "base_adjust": "deposits.base_adjusted",
    "base_correct": "deposits.base_adjusted",
}
"""变更清册的哪些行要告诉职工，用哪个模板。"""

MESSAGES = (
    MessageTemplate(
        OPENING_DONE, "case", "person", "{unit}开户办好了",
        "您申请的单位登记开户（办件编号 {case}）办结：{unit}已开户，单位账号 {number}，您是单位的管理员和经办人。退出以后用原来的登录再进来，选单位大厅；"
        "头一次进去请先读过、同意单位网上业务协议。本单位别的人由您在「本单位的人」里任命。",
        variables={"unit": EMPLOYER, "case": "261128000000019", "number": "0120000000017"},
        url_name="portal:personal_case", about=True,
    ),
    MessageTemplate(
        OPENING_DRAFT_GOING, "case", "person", "单位登记开户的草稿到 {until} 清掉",
        "您在 {saved} 存下的单位登记开户的草稿还没有提交；到 {until} 还不动它就清掉，填的、选的材料都删，恢复不了。要办的请接着填、提交，再存一次也重新算起；不办了不用管。",
        variables={"saved": "2026年12月28日", "until": "2026年12月28日"}, url_name="deposits:unit_opening",
    ),
    MessageTemplate(
        OPENING_REFUSED, "case", "person", "{unit}的开户申请不予办理",
        "您申请的单位登记开户（办件编号 {case}）不予办理：{reason}。{unit}没有开户，没有任何款项变动，交过的材料照档案留着。"
        "情况变了、材料齐了，可以在「单位登记开户」重新申请，也可以带材料到管理部柜面办理。不同意这个结果的，请拨打 12329 或到管理部反映；也可以依法申请行政复议或者提起行政诉讼。",
        sms="您申请的住房公积金单位登记开户（办件 {case}）不予办理，理由和接着怎么办请到网上大厅「我的办件」看，有疑问请拨打 12329。",
        variables={"unit": EMPLOYER, "case": "261128000000019", "reason": "由" * 210}, url_name="portal:personal_case", about=True,
    ),
    MessageTemplate(
        UNIT_OPENED, "security", "person", "单位开户办好了", "",
        sms="{unit}已开户，您是管理员，用户名 {username}，口令在登录页点「忘记口令」凭短信设。有疑问请拨打 12329。",
        variables={"unit": EMPLOYER, "username": "unit-administrator-10086"}, in_inbox=False,
    ),
    MessageTemplate(
        HANDED_OVER, "deposit", "unit", "{leaver}的事由{successor}接手了",
        "{by}办了交接（{number}）：{leaver}没办完的 {items} 件由{successor}接手，他的身份收回了。清单在交接单上。",
        variables={"leaver": "欧阳经办", "successor": "司马经办", "by": "诸葛管理", "number": "JJ00000001", "items": "1,000"},
        url_name="deposits:handover", about=True,
    ),
    MessageTemplate(
        LEFT_BEHIND, "deposit", "unit", "{leaver}不再是经办人，没有交接",
        "{leaver}的经办人身份没有了，没有交给谁：没办完的 {items} 件列在交接单（{number}）上，他交了还没复核的作废了，草稿都在。请管理员看过，由现在的经办人接着办；没有经办人的先任命。",
        variables={"leaver": "欧阳经办", "number": "JJ00000001", "items": "1,000"}, url_name="deposits:handover", about=True,
    ),
    MessageTemplate(
        REVIEW_WAITING, "deposit", "unit", "有一件等复核：{what}",
        "{by}交了「{what}」（{number}），要本单位的复核人看过同意才生效，现在什么也没有变。",
        variables={"what": "撤销没入账的汇缴书", "number": "FH00000001", "by": "欧阳经办"}, url_name="deposits:review", about=True,
    ),
    MessageTemplate(
        REVIEW_EFFECTIVE, "deposit", "unit", "复核通过，已生效：{what}",
        "{by}复核通过了「{what}」（{number}），照提交的内容生效了。",
        variables={"what": "撤销没入账的汇缴书", "number": "FH00000001", "by": "欧阳复核"}, url_name="deposits:review", about=True,
    ),
    MessageTemplate(
        REVIEW_SENT_BACK, "deposit", "unit", "复核退回：{what}",
        "{by}退回了「{what}」（{number}）：{reason}。没有生效，改好请重新提交。",
        sms="复核人退回了「{what}」（{number}），没有生效。请登录单位大厅看原因，改好重新提交。",
        variables={"what": "撤销没入账的汇缴书", "number": "FH00000001", "by": "欧阳复核", "reason": "退" * 200},
        url_name="deposits:review", about=True,
    ),
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
    MessageTemplate(
        REVERSED_TO_PERSON, "deposit", "person", "{month}住房公积金的入账已冲销",
        "中心冲销了{employer}为您汇缴的{month}住房公积金，{amount} 元从您的账户退回单位暂存，账户余额 {balance} 元。"
        "钱没有丢失，单位补缴以后重新记进您的账户；入账以后开的缴存证明、对账单已更正，要用的请重新打印；有疑问请问单位，或拨打 12329。",
        sms="{employer}为您汇缴的{month}住房公积金 {amount} 元已冲销，退回单位暂存，余额 {balance} 元，详见网上大厅。",
        variables={"month": "2026年12月", "employer": EMPLOYER, "amount": "5,138.00", "balance": "1,234,567.89"},
        url_name="deposits:movements",
    ),
    MessageTemplate(
        TOLD["open"], "account", "person", "住房公积金账户已开立",
        "{employer}为您开立了住房公积金账户，自{month}起缴存，缴存基数 {base} 元，月缴存额 {amount} 元（单位和个人合计）。",
        sms="{employer}为您开立了住房公积金账户，自{month}起缴存，月缴存额 {amount} 元。",
        variables={"employer": EMPLOYER, "month": MONTH, "base": BASE, "amount": MONTHLY}, url_name="portal:personal_home",
    ),
    MessageTemplate(
        TOLD["seal"], "account", "person", "住房公积金账户已封存",
        "{employer}自{month}起停止为您缴存，账户已封存，原因：{reason}。余额不变，照常计息；换了单位要先办转移，再由新单位启封；回原单位的由原单位启封。",
        sms="{employer}自{month}起停止为您缴存住房公积金，账户已封存，余额不变。",
        variables={"employer": EMPLOYER, "month": MONTH, "reason": "停薪留职、长期病假"}, url_name="portal:personal_home",
    ),
    MessageTemplate(
        TOLD["unseal"], "account", "person", "住房公积金账户已启封",
        "{employer}自{month}起恢复为您缴存，缴存基数 {base} 元，月缴存额 {amount} 元（单位和个人合计）。",
        sms="{employer}自{month}起恢复为您缴存住房公积金，月缴存额 {amount} 元。",
        variables={"employer": EMPLOYER, "month": MONTH, "base": BASE, "amount": MONTHLY}, url_name="portal:personal_home",
    ),
    MessageTemplate(
        TOLD["base_adjust"], "account", "person", "缴存基数已调整",
        "{employer}自{month}起把您的缴存基数调整为 {base} 元，月缴存额 {amount} 元（单位和个人合计）。不对的可以在「单位申报」提异议。",
        sms="{employer}自{month}起把您的住房公积金缴存基数调整为 {base} 元，月缴存额 {amount} 元。",
        variables={"employer": EMPLOYER, "month": MONTH, "base": BASE, "amount": MONTHLY}, url_name="deposits:filings",
    ),
    MessageTemplate(
        RATIO_ADJUSTED, "account", "person", "缴存比例已调整",
        "{employer}自{month}起把缴存比例调整为单位 {employer_ratio}、个人 {personal_ratio}，您的月缴存额从 {before} 元变为 {amount} 元（单位和个人合计）。不对的可以在「单位申报」提异议。",
        sms="{employer}自{month}起调整住房公积金缴存比例，您的月缴存额变为 {amount} 元。",
        variables={
            "employer": EMPLOYER, "month": MONTH, "employer_ratio": "12.5%", "personal_ratio": "12.5%", "before": MONTHLY,
            "amount": MONTHLY,
        },
        url_name="deposits:filings",
    ),
    MessageTemplate(
        RATIO_RESTORED, "account", "person", "缴存比例的调整已撤销",
        "{employer}撤销了自{month}起的比例调整，恢复为单位 {employer_ratio}、个人 {personal_ratio}，您的月缴存额是 {amount} 元（单位和个人合计）。",
        sms="{employer}撤销了自{month}起的住房公积金比例调整，您的月缴存额是 {amount} 元。",
        variables={"employer": EMPLOYER, "month": MONTH, "employer_ratio": "12.5%", "personal_ratio": "12.5%", "amount": MONTHLY},
        url_name="deposits:filings",
    ),
    MessageTemplate(
        PROFILE_CHANGED, "security", "unit", "单位登记资料已变更",
        "贵单位的登记资料改了：{fields}。不是贵单位办理的，请马上拨打 12329。",
        sms="贵单位的住房公积金登记资料已变更（{count} 项），详见网上大厅。不是贵单位办理的，请拨打 12329。",
        variables={
            "fields": "法定代表人、注册地址、联系地址、开户银行、设立日期、联系电话、登记号、发薪日、付款账号（托收协议 TS0000000001 随之终止，要托收请用新账户重签）",
            "count": "9",
        },
        url_name="deposits:unit_info",
    ),
    MessageTemplate(
        ARREARS, "arrears", "unit", "{last}汇缴已过截止日",
        "{last}的汇缴截止日 {due} 已过，贵单位{first}起有 {count} 个月没有汇缴。请尽快补齐；逾期不缴的，中心将责令限期缴存。",
        sms="{last}住房公积金汇缴截止日 {due} 已过，贵单位{first}起有 {count} 个月没有汇缴，请尽快办理。",
        variables={"first": MONTH, "last": MONTH, "due": "2026年12月25日", "count": "120"}, url_name="portal:unit_home",
    ),
    MessageTemplate(
        CLAIMED, "deposit", "unit", "会计查明的 {amount} 元已记到贵单位",
        "一笔没有写对缴款识别码的 {amount} 元，会计查明是贵单位的，已记到{where}。不是贵单位的钱，请拨打 12329。",
        sms="会计查明一笔 {amount} 元是贵单位的，已记到住房公积金单位暂存或汇缴书，详见网上大厅。不是贵单位的请拨打 12329。",
        variables={"amount": AMOUNT, "where": "2026年12月补缴书 032611240000001"}, url_name="deposits:suspense",
    ),
    MessageTemplate(
        UNCLAIMED, "deposit", "unit", "认领的 {amount} 元已撤销",
        "前次记到贵单位{where}的 {amount} 元认错了，会计已经撤销，不再是贵单位的钱。有疑问请拨打 12329。",
        sms="前次查明记到贵单位的 {amount} 元认错了，已经撤销，详见网上大厅。有疑问请拨打 12329。",
        variables={"amount": AMOUNT, "where": "2026年12月补缴书 032611240000001"}, url_name="deposits:suspense",
    ),
    MessageTemplate(
        PAYMENT_FAILED, "arrears", "unit", "{month}{book}的 {amount} 元没有扣成",
        "银行没有扣成{month}{book} {number} 的 {amount} 元：{reason}。{money}。{advice}",
        sms="{month}住房公积金{book}没有扣成：{reason}。款项没有变动，请到网上大厅看怎么办。",
        variables={
            "month": MONTH, "book": BOOK, "number": NUMBER, "amount": AMOUNT, "reason": REASON,
            "money": f"款项没有变动，抵缴的暂存 {AMOUNT} 元放回", "advice": "改" * 110,
        },
        url_name="deposits:remittance", about=True,
    ),
    MessageTemplate(
        CAME_SHORT, "arrears", "unit", "{month}{book}到账不足，还差 {due} 元",
        "{month}{book} {number} 到账 {amount} 元，还差 {due} 元。已到的全部留在单位暂存，没有分配，没有丢失。"
        "请补足差额，补足后自动入账；自行转账的，附言写缴款识别码 {code}。",
        sms="{month}住房公积金{book}到账 {amount} 元，还差 {due} 元。已到的留在单位暂存，补足后自动入账。",
        variables={"month": MONTH, "book": BOOK, "number": NUMBER, "amount": AMOUNT, "due": AMOUNT, "code": "2611240000000018"},
        url_name="deposits:remittance", about=True,
    ),
    MessageTemplate(
        ALLOCATION_REVERSED, "arrears", "unit", "{month}{book}的入账已冲销，{amount} 元退回单位暂存",
        "中心会计冲销了{month}{book} {number} 的入账，原因：{reason}。{amount} 元从 {employees} 名职工的账户退回单位暂存，没有丢失；出具过的缴存回执作废，入账以后打的对账单已更正。"
        "这个月要缴的，请打开这份{book}点「照原来的人和金额补缴」，付款时用单位暂存抵缴，不用再付；有疑问请拨打 12329。",
        sms="{month}住房公积金{book}的入账已冲销，{amount} 元退回单位暂存，没有丢失。请到网上大厅看原因，补缴时用暂存抵缴，不用再付。",
        variables={"month": MONTH, "book": BOOK, "number": NUMBER, "amount": AMOUNT, "employees": "100,000", "reason": REASON},
        url_name="deposits:remittance", about=True,
    ),
    MessageTemplate(
        RECEIPT_REVERSED, "arrears", "unit", "{month}{book}的一笔到账 {amount} 元已冲销",
        "中心会计冲销了记在{month}{book} {number} 上的一笔到账 {amount} 元，原因：{reason}。单位暂存少了这一笔，现在余额 {balance} 元；"
        "职工账户没有变动，出具过的缴存回执已更正。暂存不够补缴的，不够的部分要再付；有疑问请拨打 12329。",
        sms="{month}住房公积金{book}的一笔到账 {amount} 元已冲销，单位暂存少了这一笔。请到网上大厅看原因，有疑问请拨打 12329。",
        variables={"month": MONTH, "book": BOOK, "number": NUMBER, "amount": AMOUNT, "balance": AMOUNT, "reason": REASON},
        url_name="deposits:remittance", about=True,
    ),
    MessageTemplate(
        REFUND_FAILED, "deposit", "unit", "单位暂存的 {amount} 元没有退成",
        "银行没有付成退款 {number} 的 {amount} 元：{reason}。钱还在单位暂存，没有丢失，可以抵缴，也可以再退。"
        "单位登记的付款账户不对的，请先到柜面变更再退。",
        sms="单位暂存退款 {amount} 元银行没有付成：{reason}。钱还在单位暂存，请到网上大厅看怎么办。",
        variables={"number": "TK0000000001", "amount": AMOUNT, "reason": REASON}, url_name="deposits:suspense",
    ),
    MessageTemplate(
        REFUND_NOT_AGREED, "deposit", "unit", "单位暂存的 {amount} 元没有退",
        "中心没有批准退回单位暂存的 {amount} 元：{reason}。没有退，钱还在单位暂存，可以抵缴，也可以再提。",
        sms="中心没有批准退回单位暂存 {amount} 元：{reason}。钱还在单位暂存，请到网上大厅看怎么办。",
        variables={"amount": AMOUNT, "reason": REASON}, url_name="deposits:suspense",
    ),
    MessageTemplate(
        AGREEMENT_REFUSED, "arrears", "unit", "银行没有签托收协议",
        "银行没有登记托收协议 {number}：{reason}。没有扣过款，款项没有变动。请核对单位登记的付款账户和户名，不对的先到柜面变更，再重新签约；签好以前，每月的汇缴请在线付款或转账。",
        sms="银行没有登记住房公积金托收协议：{reason}。款项没有变动，签好以前请在线付款或转账，详见网上大厅。",
        variables={"number": "TS0000000001", "reason": REASON}, url_name="deposits:collection",
    ),
    MessageTemplate(
        FLAG_RAISED, "account", "unit", "{month}的申报有职工提出异议",
        "{name}对贵单位{month}申报的{what}提出异议：申报的是 {filed}，应该是 {claimed}。请在「职工异议」里答复；{way}。",
        sms="有职工对贵单位{month}申报的{what}提出异议，请到网上大厅「职工异议」答复。",
        variables={"month": MONTH, "name": "阿不都热合曼·买买提", "what": "个人月缴存额", "filed": BASE, "claimed": "九" * 60, "way": "2026年11月已经入账，报错了的在 2026年12月的清册里更正"},
        url_name="deposits:flag", about=True,
    ),
    MessageTemplate(
        FLAG_ANSWERED, "account", "person", "单位答复了您对{month}申报的异议",
        "您对{month}申报的{what}提出的异议，{employer}已经答复：{said}。经过和答复在「单位申报」里看；仍有不同意见的请拨打 12329。",
        sms="您对{month}申报提出的异议，{employer}已经答复，请到网上大厅「单位申报」查看。",
        variables={"month": MONTH, "what": "个人月缴存额", "employer": EMPLOYER, "said": "单位说明了理由，没有改"},
        url_name="deposits:own_flag", about=True,
    ),
)  # fmt: skip

"""归集的事项：大厅的菜单、卡片和办事指南由它们生成；现在能办的才在这里。互斥的格子也在这里。"""

from gjj.declarations.items import Exclusion, Material, ServiceItem

REMIT = "deposits.remittances"
"""单位汇缴：一份确认的清册一件办件。"""
FILINGS = "deposits.filings"
"""单位申报：一条异议一件办件，由单位答复。"""
MAKE_UP = "deposits.make_ups"
"""补缴：一份补缴书一件办件。"""
SEVERAL = "deposits.several"
"""几个月一起办、预缴。"""
RATIO = "deposits.adjust_ratio"
"""比例调整。"""
COLLECTION = "deposits.collection"
"""托收：签一份协议一件办件，银行答复了办结。"""
SUSPENSE = "deposits.suspense"
"""单位暂存：退回一笔一件办件，银行付成了办结。"""
OPENING = "deposits.opening"
"""单位登记开户：一份申请一件办件，批准了开户办结。"""
LICENSE, AUTHORITY = "license", "authority"
PAPERS = ((LICENSE, "营业执照或登记证书"), (AUTHORITY, "单位的授权书"))
"""开户要交的两样。"""
OPENING_DAYS = 3
"""几个工作日核对开户申请。"""
ANSWER_DAYS = 5
"""单位几个工作日答复异议。"""

ITEMS = (
    ServiceItem(
        "deposits.upload", "上传变更清册", "unit", "汇缴", "deposits:upload", "upload", "即时办结", "deposits.list.file", ("TL-19", "TL-15"), 10,
        number="JC22",
        summary="把本月的开户、启封、封存、基数调整写在自己的 Excel 里传上来，系统逐格核对，确认之前不改动任何账户。",
        conditions=("单位已在本中心开立单位账户", "办理的月份是缴至年月的下一个月，不跳月、不重复"),
        guide=("用本单位的 Excel 名单上传，列的先后、表头说法不限", "看核对结果，有错误的行改好再传，没有变化的点「与上月相同」", "确认清册：没有错误的行立即生效"),
        materials=(Material("roster", "本月职工变更清册", "xlsx、xls 或 csv 电子表格，不用盖章；没有人员变化的点「与上月相同」，不用交", is_required=False),),
        result="当月变更清册，确认后可生成汇缴书",
        level=1,  # 传上来、改、作废都不动账户；动的是确认
    ),
    ServiceItem(
        "deposits.change_lists", "变更清册", "unit", "汇缴", "deposits:change_lists", "list-check", "随时可查", "deposits.unit.view", ("TL-15",), 20,
        guide=("按状态看，或按文件名、上传人、年月找", "点一份清册看逐行的核对结果；没确认的接着改，确认过的只看", "要留底的导出表格"),
        summary="查看各月传过的清册：谁传的、核对结果、生效了哪些。", result="各月变更清册",
        level=1,
    ),
    ServiceItem(
        REMIT, "单位汇缴", "unit", "汇缴", "deposits:remittances", "wallet2", "到账即分配", "deposits.unit.view", ("TL-19", "TL-20"), 30,
        number="JC10",
        summary="每月把单位为职工缴存的和为职工代缴的住房公积金汇缴到归集专户，到账后分配到每个职工的账户。",
        conditions=("本月变更清册已经确认", "职工工资发放之日起 {deposits.remit_days} 日内办理（条例第十九条）"),
        guide=("确认本月变更清册，这时立办件", "生成汇缴书，取得缴款识别码", "在线付款，或用附言写明缴款识别码转账", "到账后自动分配到每个职工，办件办结"),
        materials=(Material("roster", "本月职工变更清册", "确认过的清册就是材料，不用另交"),),
        promised_days=1, day_kind="working", fields=(("book", "汇缴书的人数和金额"),),
        result="汇缴书、每名职工当月的缴存明细；等单位付款的日子不算在承诺里",
        level=2,
    ),
    ServiceItem(
        SEVERAL, "几个月一起办、预缴", "unit", "汇缴", "deposits:several", "list-check", "到账即分配", "deposits.unit.view", ("TL-19", "TL-20"), 32,
        number="JC10",
        summary="欠着几个月的一次补齐；将来几个月的可以先缴：选办到哪个月，看清一共多少钱，各月各有一份汇缴书，一起付款。",
        conditions=("从应办的月份起逐月相连，不跳月", "人员、基数和上月一样；有变化的月份单独上传清册", "预缴最多提前几个月、能不能跨缴存年度由本市规定"),
        guide=("选办到哪个月，看各月的人数和金额", "确认，各月各生成一份汇缴书", "一起付款；到账按月份先后入账，预缴的到那个月才入账"),
        materials=(Material("roster", "变更清册", "照上月不变的不用交", is_required=False),),
        short="几个月",
        promised_days=1, day_kind="working",
        result="各月的汇缴书；预缴的钱先在单位暂存，到月份转到职工账户，从那天起计息（条例第二十一条）",
        level=2,
    ),
    ServiceItem(
        "deposits.make_ups", "补缴", "unit", "汇缴", "deposits:make_ups", "receipt", "到账即分配", "deposits.unit.view", ("TL-20", "WH5-06"), 33,
        number="JC11",
        summary="给职工补以前月份漏缴、少缴的：按那个月的工资、那时的比例和上下限算，减去已经缴的；看清怎么算的再生成补缴书。",
        conditions=("那个月单位已经汇缴过（没汇缴的月份办汇缴）", "职工在本单位有账户", "补的加上已缴的不超过那个月应缴的（指导意见第六条）"),
        guide=("在「职工汇缴明细」里点标红的漏缴月份，或在这里选职工和月份", "选原因，核对那时的基数，看每个月补多少、怎么算的", "生成补缴书，付款；到账后记进职工账户。付款之前可以撤销"),
        materials=(Material("payroll", "那个月的工资证明", "不用交，由单位留存备查；责令补缴的同样留存决定书", is_required=False),),
        promised_days=1, day_kind="working", fields=(("book", "补缴书的人员、月份和金额"),),
        result="补缴书、每名职工那个月的缴存明细；单位的缴至年月不变",
        level=2,
    ),
    ServiceItem(
        "deposits.yearly_base", "年度基数调整", "unit", "汇缴", "deposits:yearly_base", "table", "随清册办结", "deposits.unit.view", ("TL-16", "WH5-03"), 34,
        number="JC14",
        summary="每个缴存年度按职工上一年度月平均工资核定缴存基数：下载填好原来基数的全员名单，改好传回来，随当月变更清册生效。",
        conditions=("在本市规定的月份办理", "新基数在那个月的下限和上限之间", "一名职工一个缴存年度能调几次由本市规定"),
        guide=("看上下限和谁的基数在外面，下载全员名单", "把基数改成上一年度月平均工资，上传，逐格核对", "确认清册，从那个月起按新基数缴存"),
        materials=(Material("payroll", "职工上一年度工资收入统计", "不用交，由单位留存备查", is_required=False),),
        result="当月变更清册，确认后全体职工按新基数缴存",
        level=2,
    ),
    ServiceItem(
        RATIO, "比例调整", "unit", "汇缴", "deposits:adjust_ratio", "percent", "即时办结", "deposits.unit.view", ("TL-18", "WH5-02", "WH5-04"), 34,
        number="JC15",
        summary="调整单位和个人的缴存比例：先看从哪个月起、每个职工变多少，确认后全体职工的月缴存额一起改。",
        conditions=("单位、个人比例都在本市的下限和上限之间（现在是 {deposits.ratio_min} 到 {deposits.ratio_max}）", "一个缴存年度能调几次由本市规定", "低于下限的属于降低缴存比例，要经职代会或工会讨论通过并审核批准；网上不能办，到柜面书面申请，批准的比例现在还不能登记进这个系统"),
        guide=("填新的单位比例和个人比例", "看生效年月、每月应缴从多少变到多少、每人变多少", "确认；从下一个还没有汇缴书的月份起生效，那个月的汇缴书生成以前可以撤销"),
        materials=(Material("decision", "单位调整比例的决定", "不用交，由单位留存备查；低于下限的网上不能办，到柜面交职代会或工会决议", is_required=False),),
        promised_days=0, day_kind="working",
        result="调整书、全体职工新的月缴存额；已生成的汇缴书不变",
        level=2,
    ),
    ServiceItem(
        SUSPENSE, "单位暂存", "unit", "汇缴", "deposits:suspense", "cash-coin", "银行当天办", "deposits.unit.view", ("TL-19",), 35,
        number="JC24",
        conditions=("要退的不多于可用的暂存；给汇缴书留着的、等着入账的、正在退的不能退", "单位登记的付款账户能收款；换了账户的先到柜面变更"),
        summary="查看留在单位暂存的钱从哪来、给哪份汇缴书留着、可用多少；可用的能退回单位账户，也能在下次付款时抵缴。",
        guide=("看暂存的来去和可用余额", "要退回的填金额，银行当天把钱退回单位付款账户", "要留着用的，下次付款时勾选「用暂存抵缴」"),
        promised_days=1, day_kind="working",
        result="退款记录；银行付出去才记账",
        level=2,
    ),
    ServiceItem(
        COLLECTION, "托收", "unit", "汇缴", "deposits:collection", "bank", "银行当天答复", "deposits.unit.view", ("TL-19",), 36,
        number="JC23",
        materials=(Material("terms", "托收协议", "签约页上读过、勾选同意，不用另交", is_required=False),),
        summary="和银行约好每月哪一天扣，到那天系统请银行扣当月的、以前月份没付清的应付金额；没扣成的写明原因，可以马上再扣，到下一个约定日没付清的自动再扣。",
        conditions=("单位登记了付款账户", "同时只有一份协议算数"),
        guide=("选每月约定日，读过协议文本后签约", "银行登记后生效", "每月确认清册、生成汇缴书，到约定日自动扣款", "没扣成的看原因：再请银行扣，或在线付款、转账；到下一个约定日没付清的自动再扣"),
        promised_days=1, day_kind="working",
        result="托收协议；扣款成功后自动分配到每个职工",
        level=2,
    ),
    ServiceItem(
        "deposits.unit_info", "单位信息", "unit", "查询打印", "deposits:unit_info", "building", "随时可查", "deposits.unit.view", (), 40,
        guide=("看登记的资料、账户、比例、缴至年月、暂存余额、经办人；经办人的证件和手机号只显示一部分", "要给别人看的打印", "登记的不对的带证明到柜面变更；发薪日在这一页改"),
        summary="查本单位的账户、缴存比例、缴至年月和暂存余额。", result="单位账户信息",
        level=1,
    ),
    ServiceItem(
        "deposits.employees", "职工清册", "unit", "查询打印", "deposits:employees", "people", "随时可查", "deposits.unit.view", (), 41,
        guide=("按姓名、拼音、证件号码后四位找，按状态筛、按哪一列排", "点一个人看他的账户和各月缴存", "常用的条件存下来，下次一点就是；要报送的导出表格"),
        summary="查本单位职工的账户状态、缴存基数、月缴存额和缴至年月。", result="职工清册，可导出",
        level=1,
    ),
    ServiceItem(
        "deposits.ledger", "单位明细账", "unit", "查询打印", "deposits:ledger", "journal-text", "随时可查", "deposits.unit.view", ("TL-16",), 42,
        guide=("选年度，和归集账还是暂存账，按凭证流水号、摘要、金额找", "逐笔看借贷和这一笔之后的余额，点凭证号看业务", "要对账的导出表格：期初加本期各笔等于期末"),
        summary="按年度和类型查单位的归集账与暂存账，每一笔之后的余额都在。", result="单位明细账，可导出",
        level=1,
    ),
    ServiceItem(
        "deposits.month_grid", "职工汇缴明细", "unit", "查询打印", "deposits:month_grid", "grid", "随时可查", "deposits.unit.view", ("TL-20",), 43,
        guide=("选年度，一人一行、一月一格；漏缴的格子标红", "漏缴的格子点一下就去补缴", "要核对的导出表格"),
        summary="按人按月看每名职工缴到哪里，漏缴的月份标出来。", result="职工汇缴明细，可导出",
        level=1,
    ),
    ServiceItem(
        "deposits.changes", "人员变更", "unit", "查询打印", "deposits:changes", "table", "随时可查", "deposits.unit.view", ("TL-15", "WH5-02"), 44,
        guide=("按姓名、账号、证件号码后四位找，选缴存年度、起止年月和类型", "看变前变后、哪份清册、谁在什么时候确认的", "要留底的导出表格"),
        summary="按人、按月查开户、封存、启封、基数调整：变前变后是多少，哪份清册、谁确认的。", result="生效了的人员变更，可导出",
        level=1,
    ),
    ServiceItem(
        "deposits.compare", "清册比较", "unit", "查询打印", "deposits:compare", "arrow-repeat", "随时可查", "deposits.unit.view", (), 45,
        guide=("选两个月", "看谁来了、谁走了、谁的基数变了，两个月的人数和金额差多少", "要留底的导出表格"),
        summary="比较两个月的清册：谁来了、谁走了、谁的基数变了。", result="两个月的差别",
        level=1,
    ),
    ServiceItem(
        "deposits.log", "操作日志", "unit", "查询打印", "deposits:log", "clock", "随时可查", "deposits.unit.view", (), 46,
        guide=("按办事人、起止日期、动作、结果找", "看谁、何时、办了什么、结果如何、改前改后", "要备查的导出表格"),
        summary="查本单位的人在大厅里办过什么：谁、何时、结果如何、改前改后。", result="操作日志，可导出",
        level=1,
    ),
    ServiceItem(
        "deposits.unit_papers", "单证打印", "unit", "查询打印", "deposits:unit_papers", "printer", "立等可取", "deposits.document.view", (), 47,
        guide=("选哪个月的汇缴书、汇缴清册、缴存回执，或哪一年的对账单；交接单在「交接」里办好就有一份", "先看再下载：PDF 带电子印章、二维码和核验码", "以前出具过的都在下面，再下载还是原来那一份；收到的人凭核验码查真伪"),
        summary="打印汇缴书、汇缴清册、缴存回执、单位年度对账单、经办人交接单，下载带电子印章和核验码的 PDF；出具过的都在。",
        result="单证，任何人凭核验码可查真伪",
        level=1,
    ),
    ServiceItem(
        "deposits.own_papers", "单证打印", "personal", "查询打印", "deposits:own_papers", "printer", "立等可取", "deposits.own.print", (), 20,
        guide=("选缴存证明或个人对账单、哪一年", "先看再下载：PDF 带电子印章、二维码和核验码", "以前开过的都在下面，再下载还是原来那一份；收到的人凭核验码查真伪"),
        summary="开具缴存证明、个人对账单，下载带电子印章和核验码的 PDF；开过的都在。",
        result="缴存证明、对账单，任何人凭核验码可查真伪",
        level=2,
    ),
    ServiceItem(
        "deposits.flags", "职工异议", "unit", "汇缴", "deposits:flags", "question-circle", f"{ANSWER_DAYS} 个工作日内答复", "deposits.unit.view", ("TL-20",), 35,
        number="JC25",
        conditions=("职工对本单位申报的基数、比例或金额提了异议", "每一条写着最迟哪天答复"),
        guide=("看职工对哪个月、哪一项提的异议，应当是多少、为什么", "认可的选「认可，会改正」，照给出的路在清册里改，或补缴、更正；不改的写明理由", "答复发给职工，办件办结"),
        summary="看职工对申报提的异议并答复：认可的去改正，不改的说明理由。", result="答复，职工在个人大厅看得到",
        level=1,
    ),
    ServiceItem(
        OPENING, "单位登记开户", "personal", "账户", "deposits:unit_opening", "building", "核对无误就开户", "deposits.opening.apply", ("TL-14", "TL-18"), 40,
        number="JC01",
        summary="单位在本中心还没有开户的，由单位授权的一个人在网上登记开户；开好以后他就是单位的第一位管理员。",
        conditions=("单位有统一社会信用代码，在本中心还没有开户", "申请人已经注册了个人大厅，单位授权他当管理员；没有公积金账户、注册不了的，到柜面开户", "缴存比例在 {deposits.ratio_min} 到 {deposits.ratio_max} 之间", "新设立的单位按条例第十四条的期限办理，晚了的照样登记"),
        guide=("填单位的登记、比例、付款账号，选归哪个管理部；没填完的留着，下次接着填", "传营业执照、授权书的照片或 PDF，核对一遍，提交，得到办件编号和承诺的日子", "管理部核对：不对的逐栏退回，改好再交；没有批下来以前随时能撤回", "两个人核对无误就开户，您用原来的登录进单位大厅，读过、同意单位网上业务协议再办业务"),
        materials=(Material(LICENSE, "营业执照或登记证书", "照片或扫描件，{deposits.paper_kinds}，最大 {deposits.paper_mb} MB"), Material(AUTHORITY, "单位的授权书", "写明授权谁当管理员、他的证件号码，盖单位的章；{deposits.paper_kinds}，最大 {deposits.paper_mb} MB")),
        promised_days=OPENING_DAYS, day_kind="working", doing="管理部正在核对",
        fields=(("unit_name", "单位名称"), ("uscc", "统一社会信用代码"), ("legal_representative", "法定代表人"), ("registered_address", "地址"), ("founded_on", "成立日期"), ("employer_ratio", "单位缴存比例"), ("personal_ratio", "个人缴存比例"), ("first_month", "首个汇缴年月"), ("bank_account", "付款账号"), ("area", "区域"), ("branch", "管理部")),
        result="单位账号；申请人是单位的第一位管理员",
        level=2,
    ),
    ServiceItem(
        FILINGS, "单位申报", "personal", "查询打印", "deposits:filings", "clipboard-check", f"异议 {ANSWER_DAYS} 个工作日答复", "deposits.own.view", ("TL-16", "TL-20"), 5,
        number="JC25",
        promised_days=ANSWER_DAYS, day_kind="working", doing="单位正在答复",
        conditions=("本月和前 {deposits.flag_months} 个月的申报能提，入了账的也能提", "同一个月前一条异议单位还没答复的，等答复了再提"),
        guide=("看本月单位为本人申报的基数、比例和金额", "不对的点「提异议」，写哪一项、应该是多少、为什么", "单位答复：改正的在清册里改，不改的说明理由；仍有不同意见的拨打热线"),
        summary="看单位每个月为本人申报的基数、比例和金额，不对的可以提异议。", result="各月申报；异议由单位答复",
        level=2,
    ),
    ServiceItem(
        "deposits.own_bases", "基数历史", "personal", "查询打印", "deposits:own_bases", "table", "随时可查", "deposits.own.view", ("TL-16",), 12,
        guide=("看本人的基数从哪个月起是多少、由单位哪个月的清册定的", "点「怎么算的」看月缴存额的每一步", "不对的在「单位申报」里提异议"),
        summary="查本人的缴存基数从哪个月起是多少、由单位哪个月的清册定的、月缴存额怎么算的。", result="基数历史，可导出",
        level=1,
    ),
    ServiceItem(
        "deposits.movements", "缴存明细", "personal", "查询打印", "deposits:movements", "journal-text", "随时可查", "deposits.own.view", ("TL-16", "TL-21"), 10,
        guide=("选年度，逐笔看缴存、补缴、冲销和这一笔之后的余额", "点「怎么算的」看这一笔的每一步", "要给别人看的到「单证打印」开个人对账单"),
        summary="查本人账户的每一笔缴存、补缴和冲销，每一笔都看得到怎么算的。", result="个人缴存明细",
        level=1,
    ),
)  # fmt: skip

EXCLUSIONS: tuple[Exclusion, ...] = (
    Exclusion(REMIT, REMIT, "同一个月的汇缴只办一件，那一件办完之前不能另办", "TL-19", same_topic=True),
    Exclusion(FILINGS, FILINGS, "同一个月的申报，前一条异议答复之前不能再提", same_topic=True),
    Exclusion(
        RATIO, REMIT, "从后面的月份起调过比例，前面月份的汇缴书不能撤销；调整生效的月份有了汇缴书，调整也不能撤销", "TL-18",
        gates=("later_adjustment_stands", "cannot_undo"),
    ),
    Exclusion(
        REMIT, REMIT, "汇缴逐月相连，后面的月份还有汇缴书，前面月份的不能先撤销", "TL-20", gates=("later_month_stands",)
    ),
    Exclusion(
        REMIT, SUSPENSE, "汇缴书还有一笔付款在银行办理，它到账不足的钱不能退回", gates=("refund_while_paying",)
    ),
    Exclusion(COLLECTION, COLLECTION, "同时只有一份托收协议算数，签新的先终止现在的", gates=("agreement_exists",)),
)  # fmt: skip
"""互斥的格子：前一件在办（有 gates 的：前一件还算数）时不能办后一件，反过来也一样。"""

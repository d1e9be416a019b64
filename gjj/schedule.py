"""全部定时任务在这一页：什么、多久一次、依据什么。没有第二处。"""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    # 重敲门铃：到点该重试的、工作进程倒下而没办完的，从发件箱里找出来再办
    "work.sweep": {"task": "work.sweep", "schedule": 2.0},
    # 取银行到账通知：银行只提供查询，不推送
    "settlement.fetch_receipts": {"task": "settlement.fetch_receipts", "schedule": 2.0},
    # 取短信回执，查久等没有回执的
    "messaging.fetch_receipts": {"task": "messaging.fetch_receipts", "schedule": 5.0},
    "messaging.query_silent": {"task": "messaging.query_silent", "schedule": 60.0},
    # 查证没有下文的付款指令：结果未知的只查不重发
    "settlement.query_unknown": {"task": "settlement.query_unknown", "schedule": 5.0},
    # 预缴的月份到了：从单位暂存分配到职工账户；演示能拨动时钟，所以每分钟看一次
    "deposits.allocate_months_come": {"task": "deposits.allocate_months_come", "schedule": 60.0},
    # 托收：到了协议约定的日子请银行扣款；一天里跑多少遍都只扣一次（三方协议）
    "deposits.collect_monthly": {"task": "deposits.collect_monthly", "schedule": 60.0},
    # 欠缴提醒：截止日过了没有汇缴的单位，一个月提醒一次，跑多少遍都一样（条例第二十条）
    "deposits.remind_arrears": {"task": "deposits.remind_arrears", "schedule": 600.0},
    # 经办人到期、被收回、停用，没有交接的：留下的列成交接单，告诉单位；每小时看一次，跑多少遍都一样
    "deposits.list_left_behind": {"task": "deposits.list_left_behind", "schedule": 3600.0},
    # 单位开户的草稿：到期以前几天提醒，过了参数写的天数清掉，材料跟着删；每小时看一次，跑多少遍都一样
    "deposits.tend_opening_drafts": {"task": "deposits.tend_opening_drafts", "schedule": 3600.0},
    # 次年的放假安排：从 11 月 1 日起每天看一次录入了没有，没有就提醒
    "parameters.watch_calendar": {"task": "parameters.watch_calendar", "schedule": 86400.0},
    # 审批：批准了的，到日子（通常是零点）生效；跑多少遍都只生效一次
    "approvals.take_effect": {"task": "approvals.take_effect", "schedule": 10.0},
    # 审计：每十秒封到到齐的为止，链头每小时另存在数据库以外，每十分钟来看一次到没到时候（等级保护三级 8.1.4.3）
    "audit.seal": {"task": "audit.seal", "schedule": 10.0},
    "audit.anchor": {"task": "audit.anchor", "schedule": 600.0},
    # 输错口令、填错查询码、核验不着的计数：过了参数写的天数就删，每小时一次；预算只看十分钟以内的
    "identity.forget_tries": {"task": "identity.forget_tries", "schedule": 3600.0},
    # 短信验证码的记录、退出了的登录：过了参数写的天数就删；过了期的网页会话（里面留着没办完的）也删。每小时一次
    "identity.forget_old": {"task": "identity.forget_old", "schedule": 3600.0},
    "cases.forget_tries": {"task": "cases.forget_tries", "schedule": 3600.0},
    "documents.forget_tries": {"task": "documents.forget_tries", "schedule": 3600.0},
    # 草稿：过了参数写的天数就删，每小时一次
    "drafts.forget_old": {"task": "drafts.forget_old", "schedule": 3600.0},
    # 网上账户注销：冷静期满的停用登录；演示能拨动时钟，所以每分钟看一次
    "own.close_due": {"task": "own.close_due", "schedule": 60.0},
    # 本人换手机号、银行卡：冷静期满的换上
    "own.take_due": {"task": "own.take_due", "schedule": 60.0},
    # 查账：每天日终之后查每一条恒等式，不成立的后台首页一直提醒（单独跑是 manage.py prove）
    "work.prove": {"task": "work.prove", "schedule": crontab(hour=0, minute=30)},
    # 紧急停用的登录：到点没有第二个人确认的恢复；演示能拨动时钟，所以每分钟看一次
    "grants.lift_due": {"task": "grants.lift_due", "schedule": 60.0},
    # 查验审计链：查账之后从头走一遍，再对外锚；有断口的后台首页一直提醒（单独跑是 manage.py verify_audit）
    "work.verify_audit": {"task": "work.verify_audit", "schedule": crontab(hour=0, minute=40)},
    # 明年的明细分区提前建好：每天看一次
    "ledger.make_partitions": {"task": "ledger.make_partitions", "schedule": 86400.0},
}

"""办件：一次办理从受理到办结的编号、经过、承诺时限、材料、待办；我的办件和进度查询都从这里来。

业务线这样用（都在自己的 ``@money_tx`` 服务里，**先办件，再单位、分户、到账**）::

    from gjj.cases.entries import Applicant, Flaw, MaterialDraft, TaskDraft
    from gjj.cases.services.opening import open_case
    from gjj.cases.services.moving import ask_back, cancel_case, close_case, lock_case, move_case, note, point_case, resubmit

    case = open_case(item="deposits.adjust_ratio", applicant=Applicant.employer(employer_id, 账号, 名称), by=by, at=at,
                     key=f"deposits.ratio:{pk}", topic="", about=("ratio_adjust", pk), note="申请调整比例", materials=[…])
    case = lock_case(key="deposits.ratio:7")            # 以后每一步先锁办件；没有这一件为空（None）
    move_case(case, "waiting", by=by, at=at, note="等单位付款", task=TaskDraft(title="付款", side="applicant"))
    ask_back(case, by=by, at=at, reason="…", flaws=[Flaw("file", "决议没有盖章")])   # 退回补正，时限暂停
    resubmit(case, by=by, at=at, note="补了盖章页")      # 补好了，时限从次日接着算
    note(case, by=by, at=at, text="生成汇缴书 02…")      # 状态不变，只记一笔经过
    close_case(case, by=by, at=at, result="…")  cancel_case(case, by=by, at=at, reason="…")  refuse_case(…)

``open_case`` 会问：事项是不是停着（item_closed）、同一申请人同一事项（同一 ``topic``）是不是已有在办的（case_open）、
和别的在办事项互不互斥（case_excluded，格子写在各业务线 ``items.py`` 的 ``EXCLUSIONS``）。``key`` 已有办件时原样给回，不另立。
事项要先在 ``items.py`` 声明 ``promised_days``；停办不影响已受理的。说明里不写证件号、手机号、卡号。
办件指着的业务（``about``）在 ``gjj.cases.ports.register_subject`` 登记叫什么、在哪一页；时限的算法在 ``promise.py``（纯函数）。
"""

"""身份的恒等式：每条查出来的都是违反者。"""

from gjj.declarations.invariants import Invariant

# 密文 = 密钥编号 1 + 随机数 12 + 内容 + 标签 16：比这还短的不是密文
SEALED = 29

INVARIANTS = (
    Invariant(
        "identity.numbers_sealed",
        "每个自然人的证件号、手机号、卡号都是密文",
        f"""
        SELECT id AS person FROM identity_person
         WHERE octet_length(id_no) <= {SEALED} OR octet_length(mobile) <= {SEALED} OR octet_length(bank_card) <= {SEALED}
            OR length(id_no_index) <> 64 OR length(mobile_index) <> 64 OR length(bank_card_index) <> 64
            OR length(id_no_index_b) <> 64 OR length(mobile_index_b) <> 64 OR length(bank_card_index_b) <> 64
        """,
    ),
    Invariant(
        "identity.one_factor_per_login",
        "每个登录有且只有一个短信因子",
        """
        SELECT l.id AS login, count(d.id) AS factors FROM identity_login l LEFT JOIN identity_smsdevice d ON d.user_id = l.id
         GROUP BY l.id HAVING count(d.id) <> 1
        """,
    ),
    Invariant(
        "identity.roles_apart",
        "系统、安全、审计三种管理员，任何一天都不是同一个登录",
        """
        SELECT a.login_id AS login, a.id AS one_grant, b.id AS other_grant
          FROM identity_grant a JOIN identity_grant b ON b.login_id = a.login_id AND b.role > a.role
         WHERE a.role IN ('system_admin', 'security_admin', 'auditor')
           AND b.role IN ('system_admin', 'security_admin', 'auditor')
           AND daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)
        """,
    ),
    Invariant(
        "identity.code_used_within_its_life",
        "每条用掉的验证码都在发出之后、失效之前用掉，试错不超过 5 次",
        """
        SELECT id AS code, tries FROM identity_signincode
         WHERE used_at < created_at OR used_at >= expires_at OR tries > 5
        """,
    ),
    Invariant(
        "identity.sessions_of_live_logins",
        "没有退出的登录会话都属于没有停用的登录",
        """
        SELECT s.id AS session FROM identity_signedinsession s JOIN identity_login l ON l.id = s.login_id
         WHERE s.ended_at IS NULL AND NOT l.is_active
        """,
    ),
)

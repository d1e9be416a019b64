"""身份级别：一级比一级可信；第四级留着，现在没有。"""

PASSWORD, VERIFIED, FACE, CERTIFICATE = 1, 2, 3, 4
LEVELS: dict[int, str] = {
    PASSWORD: "口令加短信验证码",
    VERIFIED: "实名核验（公安、银行卡，或柜面看过证件）",
    FACE: "人脸核验",
    CERTIFICATE: "数字证书或通行密钥",
}


def level_said(level: int) -> str:
    """一级怎么说：第 2 级：实名核验（公安、银行卡，或柜面看过证件）。"""
    return f"第 {level} 级：{LEVELS[level]}"

"""设备的叫法：从浏览器自报的家门（User-Agent）得出「Windows 上的 Chrome」。只给人认，不作凭据。"""

BROWSERS = (
    ("MicroMessenger", "微信"), ("AlipayClient", "支付宝"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("MQQBrowser", "QQ 浏览器"), ("QQBrowser", "QQ 浏览器"), ("UCBrowser", "UC 浏览器"), ("HuaweiBrowser", "华为浏览器"),
    ("ArkWeb", "华为浏览器"), ("MiuiBrowser", "小米浏览器"), ("VivoBrowser", "vivo 浏览器"), ("HeyTapBrowser", "OPPO 浏览器"),
    ("SamsungBrowser", "三星浏览器"), ("360SE", "360 浏览器"), ("360EE", "360 浏览器"), ("MetaSr", "搜狗浏览器"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ("Trident", "IE"), ("MSIE", "IE"),
)  # fmt: skip
"""认浏览器：先认壳，再认内核；排在前面的先算。"""
SYSTEMS = (
    ("OpenHarmony", "鸿蒙设备"), ("HarmonyOS", "鸿蒙设备"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "安卓设备"),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("UOS", "统信 UOS"), ("Kylin", "麒麟"), ("Linux", "Linux"),
)  # fmt: skip
UNKNOWN = "认不出的设备"


def device_words(user_agent: str) -> str:
    """设备的中文叫法，如「iPhone 上的微信」；两样都认不出的说认不出。"""
    browser = next((said for mark, said in BROWSERS if mark in user_agent), "")
    system = next((said for mark, said in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{system}{_gap(system[-1])}上的{_gap(browser[0])}{browser}"
    return system or browser or UNKNOWN


def _gap(letter: str) -> str:
    """中文挨着外文空一格。"""
    return " " if letter.isascii() else ""

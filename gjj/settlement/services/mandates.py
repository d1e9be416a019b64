"""托收协议在银行的一面：登记、终止。登记过的由银行按协议号认，重复送不会登记两份。"""

from gjj.settlement.channels import bank_http
from gjj.work.task import Retry


def sign_with_bank(*, mandate: str, account: str, name: str) -> str:
    """请银行登记协议；成了返回空串，银行不签的返回原因。没连上、没听清抛 Retry，稍后照原号再送。"""
    try:
        result = bank_http.sign_mandate(mandate=mandate, account=account, name=name)
    except (bank_http.NotReached, bank_http.NoAnswer) as error:
        raise Retry(3, f"银行没有应答：{error}") from error
    return "" if result.status == "succeeded" else result.reason


def end_with_bank(mandate: str) -> None:
    """请银行终止协议；没连上、没听清抛 Retry。"""
    try:
        bank_http.end_mandate(mandate)
    except (bank_http.NotReached, bank_http.NoAnswer) as error:
        raise Retry(3, f"银行没有应答：{error}") from error

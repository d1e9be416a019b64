"""托收协议在银行的一面：登记、终止（等写下的扣款送出去）。登记过的由银行按协议号认，重复送不会登记两份。"""

from gjj.settlement.channels import bank_http
from gjj.settlement.models import Instruction
from gjj.work.task import Retry


def sign_with_bank(*, mandate: str, account: str, name: str) -> str:
    """请银行登记协议；成了返回空串，银行不签的返回原因。没连上、没听清抛 Retry，稍后照原号再送。"""
    try:
        result = bank_http.sign_mandate(mandate=mandate, account=account, name=name)
    except (bank_http.NotReached, bank_http.NoAnswer) as error:
        raise Retry(3, f"银行没有应答：{error}") from error
    return "" if result.status == "succeeded" else result.reason


def end_with_bank(mandate: str) -> None:
    """请银行终止协议；没连上、没听清抛 Retry。

    凭这份协议写下、还没送到银行的扣款照办：等它送出去再终止，先终止了银行就不认它了。
    """
    if Instruction.objects.filter(mandate=mandate, status="created").exists():
        raise Retry(3, "凭这份协议的一笔扣款还没送到银行")
    try:
        bank_http.end_mandate(mandate)
    except (bank_http.NotReached, bank_http.NoAnswer) as error:
        raise Retry(3, f"银行没有应答：{error}") from error

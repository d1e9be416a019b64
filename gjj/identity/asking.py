"""柜面的表上填的证件号码，答得出这个人认不认得（登记的是另一个姓名、已经有登录……）：填一次就是拿号码找了他一次，照样记下。"""

from gjj.actors.actor import Actor
from gjj.backoffice.opening import look_teller
from gjj.crypto.blind import blind_index
from gjj.identity.models import Person
from gjj.idnumbers import id_card


def tell_asked(*, by: Actor, id_no: str) -> None:
    """by 在柜面的表上填了 id_no（规整过的）；号码写得不对的谁也找不到，不记。"""
    if id_card.problem(id_no):
        return
    found = Person.objects.filter(id_no_index=blind_index("id_no", id_no)).values_list("pk", flat=True)
    look_teller().sought(by=by, people=list(found), number="证件号码")

# 每条规则逮得住的和放得过的各举一例；semgrep --test 照着核对。这个文件不运行。

# ruleid: money-in-float
a = float(amount)
# ruleid: money-in-float
b = Decimal(0.1)
# ok: money-in-float
c = Decimal("0.1")
# ok: money-in-float
d = float(seconds)


class Loan(models.Model):
    # ruleid: float-column
    amount = models.FloatField()
    # ok: float-column
    number = models.IntegerField()


# ruleid: balance-written-outside-the-ledger
account.balance = Decimal("1.00")
# ruleid: balance-written-outside-the-ledger
account.balance += amount_of(row)
# ruleid: balance-written-outside-the-ledger
Account.objects.filter(pk=1).update(status="sealed", balance=0)
# ok: balance-written-outside-the-ledger
shown = account.balance

# ruleid: posted-row-changed
Voucher.objects.filter(pk=1).update(memo="")
# ruleid: posted-row-changed
Leg.objects.filter(voucher_id=1).exclude(pk=2).delete()
# ruleid: posted-row-changed
Movement.objects.filter(pk=1).update(amount=2)
# ok: posted-row-changed
Draft.objects.filter(pk=1).delete()

# ruleid: clock-elsewhere
at = datetime.now(UTC)
# ruleid: clock-elsewhere
today = date.today()
# ok: clock-elsewhere
at = clock.now()

# ruleid: task-sent-past-the-outbox
send_sms.delay(1)
# ruleid: task-sent-past-the-outbox
send_sms.apply_async(args=[1])
# ok: task-sent-past-the-outbox
enqueue("messaging.send", key="sms:1", at=at, message_id=1)


def silent():
    # ruleid: refusal-swallowed
    try:
        post(voucher)
    except Exception:
        pass


def said():
    # ok: refusal-swallowed
    try:
        post(voucher)
    except Refused as refused:
        raise closed_period() from refused

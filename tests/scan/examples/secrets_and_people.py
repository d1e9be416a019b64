# 每条规则逮得住的和放得过的各举一例；semgrep --test 照着核对。这个文件不运行。

# ruleid: people-in-the-log
log.info("登记 %s", person.id_no)
# ruleid: people-in-the-log
logger.warning(f"发给 {mobile}")
# ok: people-in-the-log
log.info("登记 %s", masked(person.id_no))
# ok: people-in-the-log
log.info("登记 %s", person.pk)

# ruleid: secret-compared-openly
ok = given == session.token
# ruleid: secret-compared-openly
ok = hmac.digest(key, body, "sha256") == given
# ok: secret-compared-openly
ok = hmac.compare_digest(given, session.token)
# ok: secret-compared-openly
ok = given == row.status

# ruleid: secret-from-chance
code = random.randint(0, 999999)
# ok: secret-from-chance
code = secrets.randbelow(1_000_000)

# ruleid: broken-digest
hashlib.md5(body)
# ruleid: broken-digest
hashlib.new("sha1", body)
# ok: broken-digest
hashlib.sha256(body)

# ruleid: door-decided-by-assert
assert allowed(actor, "ledger.reverse")
# ok: door-decided-by-assert
assert row is not None


# ruleid: csrf-turned-off
@csrf_exempt
def take(request):
    return None


# ok: csrf-turned-off
@require_POST
def give(request):
    return None


# ruleid: every-field-of-a-form
class Whole(forms.ModelForm):
    class Meta:
        model = Account
        fields = "__all__"


# ok: every-field-of-a-form
class Named(forms.ModelForm):
    class Meta:
        model = Account
        fields = ["reason"]


# ruleid: setting-left-open
DEBUG = True
# ruleid: setting-left-open
ALLOWED_HOSTS = ["*"]
# ok: setting-left-open
DEBUG = False

# 每条规则逮得住的和放得过的各举一例；semgrep --test 照着核对。这个文件不运行。
import xml.etree.ElementTree

# ruleid: sql-from-values
cursor.execute(f"SELECT * FROM t WHERE name = '{name}'")
# ruleid: sql-from-values
cursor.execute(f"SELECT * FROM t ORDER BY {request.GET['by']}", [1])
# ok: sql-from-values
cursor.execute(f"SELECT * FROM t WHERE {READY} AND id = %s", [1])
# ok: sql-from-values
cursor.execute(f"SELECT at FROM {clock.MOMENT}")

# ruleid: sql-by-percent-or-format
cursor.execute("SELECT * FROM t WHERE id = %s" % number)
# ruleid: sql-by-percent-or-format
cursor.execute("SELECT * FROM {}".format(table))
# ok: sql-by-percent-or-format
cursor.execute("SELECT * FROM t WHERE id = %s", [number])

# ruleid: field-names-from-the-request
rows.order_by(request.GET.get("by"))
# ruleid: field-names-from-the-request
rows.filter(**request.GET.dict())
# ok: field-names-from-the-request
rows.order_by(ORDERS.get(request.GET.get("by"), "id"))

# ruleid: shell
subprocess.run("tar xf " + name, shell=True)
# ruleid: shell
os.system("sync")
# ok: shell
subprocess.run(["tar", "xf", name])

# ruleid: code-from-data
eval(text)
# ruleid: code-from-data
pickle.loads(body)
# ok: code-from-data
json.loads(body)

# ruleid: xml-not-defused
xml.etree.ElementTree.fromstring(body)
# ok: xml-not-defused
defusedxml.ElementTree.fromstring(body)

# ruleid: html-marked-safe
mark_safe("<b>" + name + "</b>")
# ok: html-marked-safe
mark_safe("<hr>")
# ok: html-marked-safe
format_html("<b>{}</b>", name)

# ruleid: redirect-from-the-request
redirect(request.GET.get("next"))
# ruleid: redirect-from-the-request
HttpResponseRedirect(request.POST["next"])
# ok: redirect-from-the-request
redirect("home")

# ruleid: outside-without-limits
httpx.get(address, verify=False)
# ruleid: outside-without-limits
httpx.get(request.GET.get("picture"), timeout=5)
# ok: outside-without-limits
httpx.get(settings.GJJ_BANK_URL, timeout=5)

# ruleid: path-from-the-request
open(request.GET.get("file"), "rb")
# ruleid: path-from-the-request
kept = DIRECTORY / upload.name
# ok: path-from-the-request
kept = DIRECTORY / str(uuid4())

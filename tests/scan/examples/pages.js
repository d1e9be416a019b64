// 每条规则逮得住的和放得过的各举一例；semgrep --test 照着核对。
// ruleid: html-built-in-the-browser
box.innerHTML = name;
// ruleid: html-built-in-the-browser
eval(text);
// ok: html-built-in-the-browser
box.textContent = name;
// ruleid: kept-in-the-browser
localStorage.setItem("id_no", value);
// ok: kept-in-the-browser
localStorage.setItem("large", "1");

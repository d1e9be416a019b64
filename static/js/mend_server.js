// 和服务器说话：送一张表单，换回格子那一块；边写边存草稿。一次只送一件，先来的先办。
(function () {
  "use strict";
  var waiting = Promise.resolve();

  function grid() { return document.querySelector("[data-grid]"); }
  function token() { return document.querySelector("[data-grid] input[name=csrfmiddlewaretoken]").value; }
  function say(text, working, refused) {
    var place = document.querySelector("[data-said]");
    if (place) {
      place.textContent = text;
      place.classList.toggle("working", Boolean(working));
      place.classList.toggle("refused", Boolean(refused));
    }
    // 念给读屏的那一行在格子外面，不跟着格子换掉；「正在保存」不念
    var aloud = document.querySelector("[data-told]");
    if (aloud && !working) { aloud.textContent = text; }
  }
  // 存得快时两行的话接着来：前一行刚说的留几秒，不被后一行盖掉；还有几行要改只说最新的
  var RECENT = 6000, before = [];
  function tell(text) {
    var now = Date.now(), what = text.split("。")[0] + "。";
    if (!text) { return; }
    before = before.filter(function (one) { return now - one.at < RECENT && one.what !== what; });
    say(before.map(function (one) { return one.what; }).join("") + text);
    before.push({ what: what, at: now });
  }

  function body(fields) {
    var data = new URLSearchParams();
    Object.keys(fields).forEach(function (name) { data.append(name, fields[name]); });
    return data;
  }

  // 送一件；回来的格子换上去之后叫 done。断网时格子不动，字还在
  function send(fields, done, failed) {
    waiting = waiting.then(function () {
      if (!grid()) { return null; }
      fields.version = grid().dataset.version;
      say("正在保存…", true);
      return fetch(window.location.href, {
        method: "POST", body: body(fields), credentials: "same-origin", keepalive: !fields.text,
        headers: { "X-CSRFToken": token(), "HX-Request": "true" }
      }).then(function (answer) {
        var login = answer.headers.get("HX-Redirect");
        if (login) { window.location.assign(login); return null; }
        return answer.text();
      }).then(function (text) {
        if (text === null) { return; }
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-grid]");
        if (!fresh) { say("没有保存成：服务器没有答复格子，请刷新本页再看。", false, true); failed(); return; }
        var said = fresh.querySelector("[data-said]"), told = said.textContent;
        done(fresh);
        if (said.classList.contains("refused")) { before = []; say(told, false, true); } else { tell(told); }
      }).catch(function () { say("没有连上，没有保存；您写的字还在格子里，请再试一次。", false, true); failed(); });
    });
    return waiting;
  }

  // 草稿：写完停半秒就存；离开本页时马上存
  var timer = null, pending = null;
  function keep(row, field, text) {
    pending = { row: row, field: field, text: text };
    window.clearTimeout(timer);
    timer = window.setTimeout(flush, 500);
  }
  function flush() {
    if (!pending) { return; }
    post(pending);
    pending = null;
  }
  function drop(row, field) {
    window.clearTimeout(timer);
    pending = null;
    post({ row: row, field: field, drop: "1" });
  }
  function forget() { window.clearTimeout(timer); pending = null; }
  function post(fields) {
    if (!grid()) { return; }
    fetch(grid().dataset.draft, {
      method: "POST", body: body(fields), credentials: "same-origin", keepalive: true, headers: { "X-CSRFToken": token(), "HX-Request": "true" }
    }).then(function (answer) {
      // 不跳走：跳走就丢了正在写的字
      if (answer.headers.get("HX-Redirect")) { say("登录过期了，这之后写的没有存下，清册也没有改。请另开一个窗口登录，再回来接着写。", false, true); }
    }).catch(function () { /* 没连上：下一次打字再存 */ });
  }
  window.addEventListener("pagehide", flush);

  window.mendServer = { send: send, keep: keep, drop: drop, forget: forget, flush: flush, say: say };
})();

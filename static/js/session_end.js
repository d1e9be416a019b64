// 快要退出登录时提醒，点一下接着办；别的窗口里还在办的不打扰。页面自己的轮询不算操作。
(function () {
  "use strict";
  document.addEventListener("htmx:configRequest", function (event) {
    var by = event.detail.triggeringEvent;
    if (!by || by.type === "hx:poll:trigger") { event.detail.headers["X-Unattended"] = "1"; }
  });
  var box = document.getElementById("session_end");
  if (!box || !box.showModal) { return; }
  var warn = Number(box.dataset.warn);
  var said = box.querySelector("[data-end-said]");
  var shown = box.querySelector("[data-clock]");
  var asking = box.querySelector("form");
  var after = box.querySelector("[data-after]");
  var again = box.querySelector("[data-again]");
  var extend = box.querySelector("[data-extend]");
  var ends = 0, timer = 0;

  function counts(seconds) {
    ends = Date.now() + seconds * 1000;
    window.clearTimeout(timer);
    timer = window.setTimeout(look, Math.max(seconds - warn, 0) * 1000 + 300);
  }

  // 问一声还剩多久；退出了的（被请去登录）答空
  function ask(method) {
    var token = asking.querySelector("[name=csrfmiddlewaretoken]").value;
    return window.fetch(box.dataset.address, {
      method: method, redirect: "manual", credentials: "same-origin", headers: { "X-CSRFToken": token }
    }).then(function (answer) {
      if (answer.ok) { return answer.json(); }
      if (answer.type === "opaqueredirect") { return null; }
      throw new Error(String(answer.status));
    });
  }

  function look() {
    ask("GET").then(function (left) {
      if (!left) { over(); } else if (left.seconds === undefined) { return; }
      else if (left.seconds > warn) { counts(left.seconds); } else { warns(left); }
    }).catch(function () { timer = window.setTimeout(look, 15000); });
  }

  function open(focused) {
    if (!box.open) { box.showModal(); }
    focused.focus();
  }

  function warns(left) {
    ends = Date.now() + left.seconds * 1000;
    said.textContent = left.may_extend
      ? "很久没有操作，2 分钟之内不点「接着办」就退出登录。页上填的还没有提交。"
      : "这次登录到了最长时间，2 分钟之内要退出，请先提交或保存手上的，再重新登录。";
    extend.hidden = !left.may_extend;
    open(left.may_extend ? extend : box.querySelector("h2"));
    tick();
  }

  function tick() {
    var seconds = Math.max(Math.ceil((ends - Date.now()) / 1000), 0);
    shown.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
    window.clearTimeout(timer);
    timer = window.setTimeout(seconds > 0 ? tick : last, seconds > 0 ? 1000 : 1500);
  }

  // 到点了再问一声：别的窗口里可能刚接着办过
  function last() {
    ask("GET").then(function (left) {
      if (!left) { over(); } else { box.close(); counts(left.seconds); }
    }).catch(over);
  }

  // 页上的资料清掉，只留这一句：别人走过来看不到；写的字边写边存成了草稿，不会丢
  function wipe(text) {
    for (var here = box; here !== document.body; here = here.parentNode) {
      Array.from(here.parentNode.children).forEach(function (one) { if (one !== here) { one.remove(); } });
    }
    var main = document.createElement("main"), title = document.createElement("h1"), line = document.createElement("p");
    main.id = "main";
    main.className = "wrap";
    title.textContent = document.title = "已经退出登录";
    line.textContent = text;
    main.append(title, line);
    document.body.prepend(main);
  }

  function over() {
    box.querySelector("h2").textContent = "已经退出登录";
    said.textContent = document.querySelector("input[name=draft_slip][data-names]")
      ? "页上填的没有提交，没有任何改动；写的字存成了草稿，重新登录以后还在这一页上。"
      : "没有提交的没有任何改动；页上的资料收起来了，重新登录以后回到这一页。";
    wipe(said.textContent);
    shown.textContent = "";
    asking.hidden = true;
    after.hidden = false;
    again.href += "?next=" + encodeURIComponent(window.location.pathname + window.location.search);
    open(again);
  }

  function goOn() {
    ask("POST").then(function (left) {
      if (!left) { over(); return; }
      box.close();
      counts(left.seconds);
    }).catch(function () { said.textContent = "网络不通，没有接上，请再点一次。"; });
  }

  extend.addEventListener("click", goOn);
  // 后退又看到存着的这一页：先问还在不在门里
  window.addEventListener("pageshow", function (event) { if (event.persisted) { look(); } });
  // 按了 Esc：人在，接着办
  box.addEventListener("cancel", function (event) {
    if (after.hidden) { event.preventDefault(); if (!extend.hidden) { goOn(); } }
  });
  counts(Number(box.dataset.left));
})();

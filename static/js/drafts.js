// 边写边存草稿：停笔一会儿存一次，离开本页马上存，提交了就不再存。哪张表、哪几栏照凭条上写的；没有脚本时交上来的照样存。
(function () {
  "use strict";
  var STILL = 800, timers = new Map(), sending = null;
  var address = document.currentScript.dataset.address;

  function slipOf(form) { return form && form.querySelector("input[name=draft_slip][data-names]"); }

  function said(form, text) {
    var place = form.draftSaid;
    if (!place) {
      var field = form.lastTyped.closest(".field, .form-row");
      place = form.draftSaid = document.createElement("p");
      place.className = "hint draft-said";
      place.setAttribute("role", "status");
      if (field) { field.appendChild(place); } else { form.lastTyped.after(place); }
    }
    place.textContent = text;
  }

  function save(form) {
    timers.delete(form);
    var slip = slipOf(form), body = new URLSearchParams(), names = slip.dataset.names.split(" ");
    body.append("draft_slip", slip.value);
    body.append("last", form.lastTyped.name);
    new FormData(form).forEach(function (value, name) {
      if (names.indexOf(name) >= 0 && typeof value === "string") { body.append(name, value); }
    });
    sending = new AbortController();
    fetch(address, {
      method: "POST", body: body, credentials: "same-origin", redirect: "manual", keepalive: true, signal: sending.signal,
      headers: { "X-CSRFToken": form.querySelector("input[name=csrfmiddlewaretoken]").value }
    }).then(function (answer) {
      if (answer.ok) { return answer.json().then(function (kept) { said(form, kept.said); }); }
      said(form, "登录断了，刚写的还没有存下。照样点提交，写的字会存成草稿，登录以后接着办。");
    }).catch(function (error) {
      if (error.name !== "AbortError") { said(form, "没有连上，草稿没有存下；字还在这一页上。"); }
    });
  }

  function typed(event) {
    var form = event.target.form, slip = slipOf(form);
    if (!slip || slip.dataset.names.split(" ").indexOf(event.target.name) < 0) { return; }
    form.lastTyped = event.target;
    window.clearTimeout(timers.get(form));
    timers.set(form, window.setTimeout(save, STILL, form));
  }
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);

  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    window.clearTimeout(timers.get(event.target));
    timers.delete(event.target);
    if (sending) { sending.abort(); }
  });

  function flush() {
    timers.forEach(function (timer, form) { window.clearTimeout(timer); save(form); });
  }
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", function () { if (document.hidden) { flush(); } });
})();

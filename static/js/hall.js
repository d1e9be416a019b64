// 大厅共用的几样小事：大字版、看口令、怎么算的、复制、拖放上传、防重复提交、键盘搜索。没有脚本时每一样都还能用。
(function () {
  "use strict";
  var root = document.documentElement;

  document.addEventListener("click", function (event) {
    var elder = event.target.closest("[data-elder]");
    if (elder) {  // 有脚本时当场换，没有脚本时按链接走
      var on = !root.classList.contains("elder");
      root.classList.toggle("elder", on);
      document.cookie = "elder=" + (on ? "1" : "0") + ";path=/;max-age=31536000;samesite=lax";
      elder.setAttribute("aria-pressed", String(on));
      event.preventDefault();
    }
    if (event.target.closest("[data-print]")) { window.print(); }
    var copy = event.target.closest("[data-copy]");
    if (copy) { copyOut(copy); }
    document.querySelectorAll("details.how[open]").forEach(function (box) {
      if (!box.contains(event.target)) { box.removeAttribute("open"); }
    });
    var close = event.target.closest("[data-close]");
    if (close) { closeHow(close.closest("details.how")); }
  });

  // 口令填完想看一眼：每一格下面一个键，交出去以前换回看不见的
  document.querySelectorAll("input[type=password]").forEach(function (field) {
    var key = document.createElement("button");
    key.type = "button";
    key.className = "btn-x small show-password";
    key.setAttribute("aria-controls", field.id);
    function show(on) {
      field.type = on ? "text" : "password";
      key.setAttribute("aria-pressed", String(on));
      key.textContent = on ? "藏起口令" : "显示口令";
    }
    key.addEventListener("click", function () { show(field.type === "password"); field.focus(); });
    if (field.form) { field.form.addEventListener("submit", function () { show(false); }); }
    show(false);
    field.after(key);
  });

  function closeHow(box) {
    if (box) { box.removeAttribute("open"); box.querySelector("summary").focus(); }
  }

  // 复制：先空一下再说，第二次复制读屏软件也念
  function copyOut(button) {
    var said = button.parentElement.querySelector("[data-copied]"), text = button.dataset.copy;
    said.textContent = "";
    function done(well) {
      window.setTimeout(function () { said.textContent = well ? "已复制" : "没有复制成，请照着抄"; }, 50);
    }
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(function () { done(true); }, function () { done(byHand(text, button)); });
    } else { done(byHand(text, button)); }
  }

  function byHand(text, button) {  // 老浏览器、不是 https 的内网
    var box = document.createElement("textarea"), well = false;
    box.value = text;
    box.className = "visually-hidden";
    document.body.appendChild(box);
    box.select();
    try { well = document.execCommand("copy"); } catch (error) { well = false; }
    box.remove();
    button.focus();
    return well;
  }

  // 怎么算的：下面放不下就往上开
  document.addEventListener("toggle", function (event) {
    var box = event.target;
    if (!box.matches || !box.matches("details.how") || !box.open) { return; }
    box.classList.remove("up");
    var place = box.querySelector(".how-box").getBoundingClientRect();
    var above = box.getBoundingClientRect().top;
    if (place.bottom > window.innerHeight && above > place.height) { box.classList.add("up"); }
  }, true);

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { closeHow(document.querySelector("details.how[open]")); }
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      var search = document.querySelector("[data-search]");
      if (search) { search.focus(); event.preventDefault(); }
    }
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.ask && !window.confirm(form.dataset.ask)) { event.preventDefault(); return; }
    if (!form.hasAttribute("data-once")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    var button = event.submitter || form.querySelector("button[type=submit]");
    if (button) { button.textContent = form.dataset.once || "正在办理…"; button.setAttribute("aria-busy", "true"); }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; }); }
  });

  root.classList.add("scripted");
  document.querySelectorAll("[data-drop]").forEach(function (zone) {
    var input = zone.querySelector("input[type=file]");
    var said = zone.querySelector("[data-file-name]");
    function show() { said.textContent = input.files.length ? "已选：" + input.files[0].name : ""; }
    input.addEventListener("change", show);
    ["dragover", "dragleave", "drop"].forEach(function (name) {
      zone.addEventListener(name, function (event) {
        event.preventDefault();
        zone.classList.toggle("over", name === "dragover");
        if (name === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
      });
    });
  });

  // 长表先收起后面的；没有脚本就全列出来
  document.querySelectorAll("[data-show-rest]").forEach(function (button) {
    var table = button.closest("section").querySelector("table");
    table.classList.add("folded");
    button.hidden = false;
    button.addEventListener("click", function () { table.classList.remove("folded"); button.hidden = true; });
  });

  // 没有脚本就没有打印按钮：浏览器自己的打印照样能用
  document.querySelectorAll("[data-print]").forEach(function (button) { button.hidden = false; });

  var first = document.querySelector("[data-focus]");
  if (first) { first.focus(); }
})();

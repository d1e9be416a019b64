// 格子的键盘：方向键走、打字换、F2 和回车改、Esc 放弃、Ctrl+Z 撤销、贴一块。没有脚本时每行有保存按钮。
(function () {
  "use strict";
  var server = window.mendServer;
  var FIELDS = ["type", "name", "id_no", "mobile", "base", "employer_ratio", "personal_ratio", "seal_reason"];
  var typing = false;  // 正在改这一格；不在改时方向键是走路
  var swapping = false;
  var pointed = false;  // 用手指或鼠标点进来的：不全选，直接改

  function root() { return document.querySelector("[data-grid]"); }
  function isCell(node) { return node && node.matches && node.matches(".mend-table .cell input:not([type=hidden])"); }
  function rowOf(input) { return input.closest("[data-row]").dataset.row; }
  function rows() {
    return Array.prototype.filter.call(root().querySelectorAll("[data-row]"), function (one) { return one.querySelector(".cell input"); })
      .map(function (one) { return one.dataset.row; });
  }
  function cell(row, field) { return document.getElementById("c" + row + "_" + field); }
  function isChanged(input) { return input.value.trim() !== input.dataset.was.trim(); }

  function go(row, field) {
    var input = cell(row, field);
    if (isCell(input)) { typing = false; input.focus(); input.select(); }
  }
  function step(input, down, right) {
    var list = rows(), place = list.indexOf(rowOf(input)) + down, column = FIELDS.indexOf(input.name) + right;
    if (place >= 0 && place < list.length && column >= 0 && column < FIELDS.length) { go(list[place], FIELDS[column]); }
  }

  // 换上新的格子：焦点回到原来的格，那行通过了不见了就到接着的一行；别的格子正写着的字留着
  function refresh(fresh, before) {
    var now = document.activeElement, at = null, high = now.getBoundingClientRect().top;
    if (isCell(now)) { at = { row: rowOf(now), field: now.name, text: now.value, was: now.dataset.was, typing: typing, caret: now.selectionStart }; }
    swapping = true;  // 拿走旧格子时浏览器也报「离开」，那不是保存
    root().replaceWith(fresh);
    swapping = false;
    ready();
    if (!at) { settle(now); return; }
    var input = cell(at.row, at.field);
    if (!isCell(input)) {
      var list = rows(), next = before.slice(before.indexOf(at.row)).filter(function (one) { return list.indexOf(one) >= 0; })[0];
      if (next || list.length) { go(next || list[list.length - 1], at.field); }
      return;
    }
    // 上面多了、少了一行话，正改的格子不跳走；原来就看不见的，滚到看得见
    var seen = high >= 0 && high < window.innerHeight - 40;
    input.focus({ preventScroll: seen });
    if (seen) { window.scrollBy({ top: input.getBoundingClientRect().top - high, behavior: "instant" }); }
    // 点进来还没写字的不算：没有什么会丢，说「被别人改」反而吓人（多半就是自己刚贴的、刚撤销的）
    if (at.typing && at.text.trim() !== at.was.trim() && input.dataset.was !== at.was) { server.say("这一格刚被别人改成了「" + input.dataset.was + "」。您写的还在：回车用您的，Esc 用他的。"); }
    if (at.typing && at.text.trim() !== at.was.trim()) {
      input.value = at.text; typing = true; input.setSelectionRange(at.caret, at.caret);
    } else { typing = false; input.select(); }
  }
  // 点按钮办的（采纳、撤销、删行）：按钮跟着旧格子没了，焦点接到同样的按钮、还有错的一格，都没有就到「去确认」
  function settle(old) {
    if (!old || old.isConnected) { return; }
    var same = old.hasAttribute("data-undo") ? "[data-undo]" : old.hasAttribute("data-redo") ? "[data-redo]" : null;
    var next = (same && root().querySelector(same + ":not([disabled])")) || root().querySelector(".mend-table [aria-invalid]") ||
      root().querySelector(".mend-table .cell input:not([type=hidden])") || root().querySelector(".title a");
    if (!next) { return; }
    typing = false;
    next.focus();
    if (isCell(next)) { next.select(); }
  }
  function send(fields, failed) {
    var before = rows();
    return server.send(fields, function (fresh) { refresh(fresh, before); }, failed || function () {});
  }

  function save(input) {
    typing = false;
    if (!isChanged(input)) { return; }
    server.forget();
    var fields = { "do": "save", row: rowOf(input) };
    fields[input.name] = input.value;
    fields["was_" + input.name] = input.dataset.was;
    input.dataset.was = input.value;  // 送出去了：离开这一格时不再送一遍；没送成就还算没保存
    input.closest(".cell").classList.remove("drafted");
    send(fields, function () { input.dataset.was = fields["was_" + input.name]; });
  }
  function giveUp(input) {
    input.value = input.dataset.was;
    typing = false;
    input.select();
    input.closest(".cell").classList.remove("drafted");
    server.drop(rowOf(input), input.name);
  }

  document.addEventListener("pointerdown", function (event) { pointed = isCell(event.target); });
  document.addEventListener("focusin", function (event) {
    if (!isCell(event.target)) { return; }
    typing = pointed;
    if (!pointed) { event.target.select(); }
    pointed = false;
  });
  document.addEventListener("focusout", function (event) { if (isCell(event.target) && !swapping) { save(event.target); } });
  document.addEventListener("input", function (event) {
    if (!isCell(event.target)) { return; }
    typing = true;
    server.keep(rowOf(event.target), event.target.name, event.target.value);
  });

  var MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", function (event) {
    var input = event.target;
    pointed = false;
    if (event.isComposing || event.altKey) { return; }
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && /^[zy]$/i.test(event.key)) {
      if (!root() || (isCell(input) && typing) || /^(TEXTAREA)$/.test(input.tagName)) { return; }
      var button = root().querySelector(event.key.toLowerCase() === "z" ? "[data-undo]" : "[data-redo]");
      if (button && !button.disabled) { send({ "do": event.key.toLowerCase() === "z" ? "undo" : "redo" }); }
      event.preventDefault();
      return;
    }
    if (!isCell(input) || event.ctrlKey || event.metaKey) { return; }
    var move = MOVES[event.key];
    if (event.key === "Escape") { giveUp(input); event.preventDefault(); }
    else if (event.key === "F2" || (event.key === "Enter" && !typing && !isChanged(input))) {
      typing = true; input.setSelectionRange(input.value.length, input.value.length); event.preventDefault();
    } else if (event.key === "Enter") {
      var list = rows(), at = list.indexOf(rowOf(input));
      save(input);
      if (at + 1 < list.length) { go(list[at + 1], input.name); } else { input.select(); }
      event.preventDefault();
    } else if (move && typing && input.list) { /* 正在挑类型：上下键在单子里走 */ }
    else if (move && (!typing || move[0])) { step(input, move[0], move[1]); event.preventDefault(); }
  });

  // 贴一块：有制表符或换行的才是一块，一个值照常贴
  document.addEventListener("paste", function (event) {
    var input = event.target, text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!isCell(input) || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) { return; }
    event.preventDefault();
    var list = rows();
    send({ "do": "paste", text: text, field: input.name, rows: list.slice(list.indexOf(rowOf(input))).join(",") });
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!root() || !root().contains(form) || form.method !== "post" || form.hasAttribute("data-plain")) { return; }
    event.preventDefault();
    var fields = {};
    new FormData(form).forEach(function (value, name) { if (name !== "csrfmiddlewaretoken") { fields[name] = value; } });
    if (fields["do"] === "save") {
      // 离开格子时已经送过的不再送
      var typed = FIELDS.some(function (name) { var one = cell(fields.row, name); return isCell(one) && isChanged(one); });
      if (!typed) { return; }
      server.forget();
    }
    send(fields);
  });

  function ready() { root().classList.add("keyed"); }
  if (root()) {
    ready();
    var first = root().querySelector(".drafted input:not([type=hidden])") || root().querySelector("[aria-invalid]");
    if (first && window.matchMedia("(min-width: 768px)").matches && !document.querySelector("[data-focus]")) { first.focus(); }
  }
})();

// 口令强弱的提示条：边填边看，只在本机算，不往外发。算法和 gjj/identity/passwords.py 的 strength 一样；收不收由提交以后的规矩定。
(function () {
  "use strict";
  var ROWS = ["01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz"];
  var POOLS = [[/[0-9]/, 10], [/[a-z]/, 26], [/[A-Z]/, 26], [/[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]/, 33], [/[^\x00-\x7f]/, 2000]];
  var WORDS = [
    "", "", "弱：容易猜中，再添几个不相干的词", "中：可以用，再长几位更好", "强"
  ];

  function isNext(first, second) {
    if (Math.abs(first.codePointAt(0) - second.codePointAt(0)) <= 1) { return true; }
    var pair = (first + second).toLowerCase(), back = (second + first).toLowerCase();
    return ROWS.some(function (row) { return row.indexOf(pair) >= 0 || row.indexOf(back) >= 0; });
  }

  function strength(password, least) {
    var text = Array.from(password), seen = new Set(), fresh = 1, size = 0;
    if (text.length < least) { return Math.min(text.length, 1); }
    for (var i = 1; i < text.length; i += 1) {
      var pair = text[i - 1] + text[i];
      if (!isNext(text[i - 1], text[i]) && !seen.has(pair)) { fresh += 1; }
      seen.add(pair);
    }
    POOLS.forEach(function (pool) { if (pool[0].test(password)) { size += pool[1]; } });
    var bits = fresh * Math.log2(size);
    return bits < 45 ? 2 : bits < 65 ? 3 : 4;
  }

  var box = document.querySelector("[data-password-meter]"), field = document.getElementById("id_password");
  if (!box || !field) { return; }
  var least = Number(box.dataset.least), said = box.querySelector("[data-said]"), bar = box.querySelector("meter");
  function show() {
    var level = strength(field.value, least);
    bar.value = level;
    bar.dataset.level = String(level);
    var words = level === 1 ? "太短：至少 " + least + " 位" : WORDS[level];
    if (said.textContent !== words) { said.textContent = words; }  // 话没变的不重写，读屏软件不重念
  }
  box.hidden = false;
  field.addEventListener("input", show);
  show();
})();

"use strict";
/* 清单上的打印：没有脚本时不出现，浏览器自己的打印照样用 */
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
});

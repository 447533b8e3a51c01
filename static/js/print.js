// The button of a page that is meant for paper. Without this file the page says which keys to press.
(() => {
  "use strict";

  const button = document.querySelector("[data-print]");
  button.hidden = false;
  document.querySelector("[data-print-keys]").hidden = true;
  button.addEventListener("click", () => window.print());
})();

// The half minute in which something can be taken back, counted down. Without this file the page says the same once.
(() => {
  "use strict";

  const button = document.querySelector("[data-countdown]");
  if (!button) return;
  let left = Number(button.dataset.countdown);
  const said = button.querySelector("[data-left]");
  const words = said.textContent;
  const timer = setInterval(() => {
    left -= 1;
    said.textContent = words.replace(/\d+/, String(Math.max(left, 0)));
    // A moment longer: the server's clock decides, and then the page says what became of it.
    if (left <= -3) {
      clearInterval(timer);
      location.reload();
    }
  }, 1000);
})();

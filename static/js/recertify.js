// "Alles nodig" fills in every answer; saving stays a choice of its own. Without this file one answers each row.
(() => {
  "use strict";

  const all = document.querySelector("[data-all-needed]");
  if (!all) return;
  all.hidden = false;
  all.querySelector("button").addEventListener("click", () => {
    for (const radio of all.closest("form").querySelectorAll('input[type="radio"][value="nodig"]')) radio.checked = true;
    all.closest("form").querySelector('button[type="submit"]').focus();
  });
})();

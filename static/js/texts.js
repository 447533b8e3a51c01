// Standard texts go where the cursor was in the note. Without this file they are shown, to copy.
(() => {
  "use strict";

  // A page that saves without leaving brings new buttons: they are shown each time.
  function ready() {
    for (const button of document.querySelectorAll("[data-insert]")) button.hidden = false;
    for (const hint of document.querySelectorAll("[data-texts-copy]")) hint.hidden = true;
  }

  function insert(button) {
    const note = button.form.elements.text;
    const text = button.parentElement.querySelector(".texts__text").textContent;
    const before = note.value.slice(0, note.selectionStart);
    // On a line of its own, whatever stands before it.
    const apart = before && !before.endsWith("\n") ? "\n" : "";
    note.setRangeText(apart + text, note.selectionStart, note.selectionEnd, "end");
    // As if it was typed: the page guards it and keeps a draft.
    note.dispatchEvent(new Event("input", { bubbles: true }));
    const done = button.closest("[data-texts]").querySelector("[data-texts-done]");
    done.textContent = done.dataset.done;
    note.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert]");
    if (button) insert(button);
  });
  document.addEventListener("htmx:afterSettle", ready);
  ready();
})();

// Keys that go somewhere: each does what the element with the same data-shortcut does. The list of them is made on the
// server (accounts/shortcuts.py). Keys of one letter work only while the body says so, and never in a field.
(() => {
  "use strict";

  const TYPES = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
  const NOT_TYPED = "input:is([type=checkbox], [type=radio], [type=submit], [type=button], [type=file])";
  const PREFIX = "g";
  const PREFIX_LASTS = 1500;
  let prefixed = 0;

  const isTyping = (element) => element.matches?.(TYPES) && !element.matches(NOT_TYPED);
  const isShown = (element) => element.getClientRects().length > 0;

  function marked(keys) {
    const found = [...document.querySelectorAll(`[data-shortcut="${keys}"]`)];
    const inMain = found.filter((element) => element.closest("main"));
    return inMain.find(isShown) ?? found.find(isShown) ?? found[0];
  }

  function go(element) {
    if (!element) return false;
    if (element.matches("input, select, textarea")) {
      element.focus();
      element.select?.();
    } else {
      element.click();
    }
    return true;
  }

  // Ctrl and Enter saves, also from the text itself: no letter is lost to it.
  function save(form) {
    const button = form?.querySelector("button[type=submit].nl-button--primary");
    if (!button || button.disabled) return false;
    form.requestSubmit(button);
    return true;
  }

  function keysOf(event) {
    const key = event.key === "?" || event.key === "/" ? event.key : event.key.toLowerCase();
    if (event.timeStamp - prefixed < PREFIX_LASTS && prefixed) {
      prefixed = 0;
      return `${PREFIX} ${key}`;
    }
    if (key === PREFIX) prefixed = event.timeStamp;
    return key;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (save(event.target.closest?.("form[data-guard]"))) event.preventDefault();
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
    if (!plain || event.repeat || !("shortcuts" in document.body.dataset)) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const keys = keysOf(event);
    if (keys === "?") {
      document.getElementById("shortcuts")?.showModal();
      event.preventDefault();
    } else if (!/["\\]/.test(keys) && go(marked(keys))) {
      event.preventDefault();
    }
  });
})();

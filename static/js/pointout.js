// Words that are selected in a record go into the form that keeps them from who asks. Without this file, and for who
// does not select, the words are typed there.
(() => {
  "use strict";

  const QUIET = 300; // after the selection last changed
  const ENDS_IN_WORD = /[\p{L}\p{N}]*$/u;
  const BEGINS_IN_WORD = /^[\p{L}\p{N}]*/u;
  let waiting;
  let held = false;

  // A page that saves without leaving is new: its hint is shown each time.
  function ready() {
    for (const hint of document.querySelectorAll("[data-point-hint]")) hint.hidden = false;
  }

  const textOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-point]");

  // Half a word cannot be kept away: what is selected grows to whole words.
  function wholeWords(selection) {
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    const words = selection.toString();
    const before = /^[\p{L}\p{N}]/u.test(words) ? startContainer.data?.slice(0, startOffset).match(ENDS_IN_WORD)[0] : "";
    const after = /[\p{L}\p{N}]$/u.test(words) ? endContainer.data?.slice(endOffset).match(BEGINS_IN_WORD)[0] : "";
    return `${before ?? ""}${words}${after ?? ""}`.trim();
  }

  function take() {
    const selection = document.getSelection();
    if (held || !selection.rangeCount || selection.isCollapsed) return;
    const { startContainer, endContainer } = selection.getRangeAt(0);
    const text = textOf(startContainer);
    const form = document.querySelector("[data-points]");
    if (!text || !form || text !== textOf(endContainer)) return;
    const { where, words } = form.elements;
    // What somebody typed is not written over.
    if (words.value && words.value !== form.dataset.taken) return;
    where.value = text.dataset.point;
    words.value = form.dataset.taken = wholeWords(selection);
    words.dispatchEvent(new Event("input", { bubbles: true }));
    const done = document.querySelector("[data-point-done]");
    done.textContent = `${done.dataset.pointDone} “${words.value}”`;
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(take, QUIET);
  }

  document.addEventListener("pointerdown", () => { held = true; });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      held = false;
      later();
    });
  }
  document.addEventListener("selectionchange", later);
  document.addEventListener("htmx:afterSettle", ready);
  ready();
})();

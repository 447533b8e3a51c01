// Two minutes before an idle session ends the page says so, and offers to stay. Without this file nothing is asked.
// Nothing is kept in the browser; other tabs of this site are told that somebody is still there.
(() => {
  "use strict";

  const { idle, ping } = document.currentScript.dataset;
  const WARNING = 120_000;
  const END = idle * 1000;
  const tabs = new BroadcastChannel("session");
  let timers = [];
  let shown = null;

  function show(reason) {
    if (!shown) {
      shown = document.getElementById("session-ending").content.firstElementChild.cloneNode(true);
      shown.querySelector("button").addEventListener("click", stay);
      document.body.append(shown);
    }
    for (const part of shown.querySelectorAll("[data-session]")) part.hidden = !part.dataset.session.split(" ").includes(reason);
  }

  // Somebody is there: a page was asked for, something was saved, or the button was pressed, in whichever tab.
  function alive() {
    timers.forEach(clearTimeout);
    timers = [setTimeout(show, END - WARNING, "ending"), setTimeout(show, END, "ended")];
    shown?.remove();
    shown = null;
  }

  async function stay() {
    const answer = await fetch(ping, { credentials: "same-origin", redirect: "manual", cache: "no-store" }).catch(() => null);
    if (answer?.ok) told();
    // Sent away to sign in, or refused; anything else is a server that does not answer.
    else show(answer?.type === "opaqueredirect" || answer?.status === 403 ? "ended" : "silent");
  }

  function told() {
    alive();
    tabs.postMessage("alive");
  }

  tabs.addEventListener("message", alive);
  // Whatever the page itself asks of the server keeps the session as well: saving, a draft, a search.
  const isOurs = (entry) =>
    ["fetch", "xmlhttprequest"].includes(entry.initiatorType) &&
    entry.responseStatus >= 200 && entry.responseStatus < 300 &&
    new URL(entry.name).origin === location.origin;
  new PerformanceObserver((list) => {
    if (list.getEntries().some(isOurs)) told();
  }).observe({ type: "resource" });
  // Back may show a page as it was left, long ago.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) stay();
  });
  told();
})();

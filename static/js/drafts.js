// What somebody types is kept on the server as they type; a line under the form says whether it is. The form works
// without this file, with a button "Bewaar concept". Nothing is kept in the browser.
(() => {
  "use strict";

  const QUIET = 2000; // after the last key
  const LONGEST = 10000; // while typing goes on
  const FIRST_RETRY = 2000;
  const LAST_RETRY = 30000;
  const DOWN = 500;

  function watch(form) {
    const status = form.querySelector("[data-draft-status]");
    if (!status || form.dataset.watched) return;
    form.dataset.watched = "yes";
    for (const button of form.querySelectorAll("[data-later]")) button.hidden = true;
    const field = (name) => form.querySelector(`input[name="${name}"]`);
    let waiting, since, retry, busy, again, ended, renewed;

    const say = (what, more = "") => {
      status.dataset.state = what;
      const text = `${status.dataset[what]}${more}`;
      if (status.textContent !== text) status.textContent = text;
    };

    function later() {
      if (ended) return;
      since ??= Date.now();
      clearTimeout(waiting);
      waiting = setTimeout(keep, Math.max(0, Math.min(QUIET, since + LONGEST - Date.now())));
      if (!retry && status.dataset.state === "kept" && status.dataset.saving) say("saving");
    }

    function tryAgain(why) {
      say(why);
      retry = Math.min(retry ? retry * 2 : FIRST_RETRY, LAST_RETRY);
      clearTimeout(waiting);
      waiting = setTimeout(keep, retry);
    }

    async function keep() {
      clearTimeout(waiting);
      if (ended || !form.isConnected) return;
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      again = false;
      since = undefined;
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      try {
        const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "" };
        const answer = await fetch(status.dataset.url, { method: "POST", body, headers, redirect: "error" });
        await understand(answer);
      } catch {
        tryAgain("offline");
      }
      busy = false;
      if (again) later();
    }

    async function understand(answer) {
      if (answer.status >= DOWN || answer.status === 429) return tryAgain("down");
      if (answer.status === 401) {
        const told = await answer.json();
        return told.kept ? kept(() => say("signedOut")) : tryAgain("down");
      }
      if (answer.status === 413) return say("tooLong");
      if (answer.status === 404) return stop("gone");
      // Somebody signed in again beside this page, which renewed the token: take the new one, once.
      if (answer.status === 403 && !renewed && (await (window.renewToken ?? freshToken)())) return keepAgain();
      if (!answer.ok) return stop("signedOut");
      renewed = false;
      const told = await answer.json();
      if (told.saved) return undefined;
      if (told.draft) field("draft").value = told.draft;
      field("revision").value = told.revision;
      return kept(() => (told.beside ? say("beside") : say("kept", ` ${told.at}`)));
    }

    // Asking on for ever would keep the session of an empty chair alive.
    function stop(why) {
      ended = true;
      say(why);
    }

    function keepAgain() {
      renewed = true;
      again = true;
    }

    function kept(tell) {
      retry = undefined;
      tell();
      // Typed while the answer was under way: that is not kept yet.
      if (!again) form.dispatchEvent(new CustomEvent("draft:kept", { bubbles: true, detail: status.dataset.state }));
    }

    form.addEventListener("input", () => {
      if (busy) again = true;
      later();
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
    // Saving went wrong (pages.js): then at least a draft of it.
    form.addEventListener("save:failed", later);
    // A resident leaves at once (leave.js): it goes on when this page is gone.
    document.addEventListener("leaving", () => {
      if (since !== undefined || again || retry) fetch(status.dataset.url, { method: "POST", body: new FormData(form), keepalive: true });
      ended = true;
    });
    window.addEventListener("online", () => retry && keep());
    // Somebody switches to another app, and perhaps never comes back.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && since !== undefined) keep();
    });
    window.addEventListener("pagehide", () => {
      ended = true;
    });
  }

  // Colleagues have theirs in pages.js. Residents' forms carry the token, and so does the page when it is asked anew.
  async function freshToken() {
    const answer = await fetch(location.href, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return false;
    const name = 'input[name="csrfmiddlewaretoken"]';
    const token = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(name)?.value;
    for (const field of document.querySelectorAll(name)) field.value = token ?? field.value;
    return Boolean(token);
  }

  const all = () => document.querySelectorAll("form").forEach(watch);
  document.addEventListener("htmx:load", all);
  document.addEventListener("DOMContentLoaded", all);
})();

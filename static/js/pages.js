// Every page works without this file; it only makes three things smoother: dropping a file, not losing typed text,
// and saving without leaving the page. No personal data are kept in the browser: no drafts, no history cache.
(() => {
  "use strict";

  const dirty = new Set();

  const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });

  // Typed text is not lost by a wrong click. Search forms carry no data-guard: nothing is lost there.
  const guarded = (element) => element.closest?.("form[data-guard]");
  document.addEventListener("input", (event) => {
    const form = guarded(event.target);
    if (form) dirty.add(form);
  });
  document.addEventListener("submit", (event) => dirty.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    for (const form of dirty) if (!form.isConnected) dirty.delete(form);
    if (dirty.size) event.preventDefault();
  });

  // A guarded form is sent by htmx (hx-boost): when saving fails the page stays, with everything that was typed.
  function notSaved(form, reason) {
    form.querySelector(".not-saved")?.remove();
    const alert = document.getElementById("not-saved").content.firstElementChild.cloneNode(true);
    for (const text of alert.querySelectorAll("[data-reason]")) text.hidden = text.dataset.reason !== reason;
    form.prepend(alert);
    alert.focus();
    alert.scrollIntoView({ block: "center" });
    dirty.add(form);
  }

  const reasonFor = (status) => (status === 404 || status === 410 ? "gone" : status === 403 ? "signed-out" : "failed");

  document.addEventListener("htmx:responseError", (event) => {
    const form = guarded(event.detail.elt);
    if (form) notSaved(form, reasonFor(event.detail.xhr.status));
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = guarded(event.detail.elt);
      if (form) notSaved(form, "failed");
    });
  }

  // A session that ended answers with the sign-in page: showing it here would throw the text away.
  document.addEventListener("htmx:beforeSwap", (event) => {
    // Here detail.elt is what would be replaced; the form is what asked.
    const form = guarded(event.detail.requestConfig.elt);
    const signIn = document.querySelector("#not-saved")?.content.querySelector("a")?.getAttribute("href");
    const answered = event.detail.xhr.responseURL;
    if (form && signIn && answered && new URL(answered).pathname.startsWith(signIn)) {
      event.detail.shouldSwap = false;
      notSaved(form, "signed-out");
    }
  });

  // Signing in elsewhere renews the token; fetch the new one when somebody comes back to a page that could not save.
  window.addEventListener("focus", async () => {
    if (!document.querySelector(".not-saved")) return;
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector('meta[name="csrf-token"]')?.content;
    if (!token) return;
    document.querySelector('meta[name="csrf-token"]').content = token;
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
  });

  // After an answer with errors the summary takes the focus, also when the page itself was replaced.
  const showErrors = () => document.querySelector(".error-summary")?.focus();
  document.addEventListener("htmx:afterSettle", showErrors);
  showErrors();

  // Drag and drop over the whole dashed area, not only on the file button inside it.
  const zoneOf = (event) => event.target.closest?.("[data-dropzone]");
  const input = (zone) => zone.querySelector('input[type="file"]');
  function showChosen(zone) {
    const names = [...input(zone).files].map((file) => file.name);
    zone.querySelector(".dropzone__chosen").textContent = names.length ? `${zone.dataset.chosen} ${names.join(", ")}` : "";
  }
  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    for (const other of document.querySelectorAll(".dropzone--over")) if (other !== zone) other.classList.remove("dropzone--over");
    if (!document.querySelector("[data-dropzone]")) return;
    // A file dropped beside the area would replace the page, and with it what was typed.
    event.preventDefault();
    zone?.classList.add("dropzone--over");
  });
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!document.querySelector("[data-dropzone]")) return;
    event.preventDefault();
    if (!zone || !event.dataTransfer.files.length) return;
    zone.classList.remove("dropzone--over");
    const files = new DataTransfer();
    const several = input(zone).multiple;
    for (const file of [...event.dataTransfer.files].slice(0, several ? undefined : 1)) files.items.add(file);
    input(zone).files = files.files;
    input(zone).dispatchEvent(new Event("input", { bubbles: true }));
    input(zone).dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (zone && event.target === input(zone)) showChosen(zone);
  });

  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(".menu[open], .case-bar .why[open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
})();

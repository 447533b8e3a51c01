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
  // What is kept as a draft (drafts.js) can be left.
  document.addEventListener("draft:kept", (event) => {
    dirty.delete(event.target);
    // The signal is back: what stood here in red is no longer so. Who is signed out still needs the way to sign in.
    if (event.detail !== "signedOut") event.target.querySelector(".not-saved")?.remove();
  });
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
    form.dispatchEvent(new Event("save:failed"));
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

  // Signing in elsewhere renews the token. True when this page has the new one (drafts.js asks too).
  window.renewToken = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" }).catch(() => null);
    if (!answer?.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector('meta[name="csrf-token"]')?.content;
    if (!token) return false;
    document.querySelector('meta[name="csrf-token"]').content = token;
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
    return true;
  };

  // When somebody comes back to a page that could not save.
  window.addEventListener("focus", () => {
    if (document.querySelector(".not-saved")) window.renewToken();
  });

  // After an answer with errors the summary takes the focus, also when the page itself was replaced.
  const showErrors = () => document.querySelector(".error-summary")?.focus();
  document.addEventListener("htmx:afterSettle", showErrors);
  showErrors();

  // Drag and drop over the whole dashed area, not only on the file button inside it.
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const zoneOf = (event) => event.target.closest?.("[data-dropzone]");
  const input = (zone) => zone.querySelector('input[type="file"]');
  const several = (dropped, most) => {
    const files = new DataTransfer();
    for (const file of [...dropped].slice(0, most)) files.items.add(file);
    return files.files;
  };
  function showChosen(zone) {
    const names = [...input(zone).files].map((file) => file.name);
    zone.querySelector(".dropzone__chosen").textContent = names.length ? `${zone.dataset.chosen} ${names.join(", ")}` : "";
  }
  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    for (const other of document.querySelectorAll(".dropzone--over")) if (other !== zone) other.classList.remove("dropzone--over");
    if (!hasFiles(event)) return;
    // A file dropped where nothing takes it would replace the page, and with it what was typed.
    event.preventDefault();
    zone?.classList.add("dropzone--over");
  });
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (!zone) nothingTakesIt();
    if (!zone || !event.dataTransfer.files.length) return;
    zone.classList.remove("dropzone--over");
    input(zone).files = several(event.dataTransfer.files, input(zone).multiple ? undefined : 1);
    input(zone).dispatchEvent(new Event("input", { bubbles: true }));
    input(zone).dispatchEvent(new Event("change", { bubbles: true }));
  });
  function nothingTakesIt() {
    if (mailForm() || document.querySelector("[data-dropzone]")) return;
    document.querySelector("main .not-dropped")?.remove();
    const said = document.getElementById("not-dropped").content.firstElementChild.cloneNode(true);
    document.querySelector(".main__inner").prepend(said);
    said.scrollIntoView({ block: "center" });
  }
  // Mails dropped anywhere on the page of a dossier are sent at once.
  const mailForm = () => document.querySelector("form[data-drop-anywhere]");
  const carriesFiles = (event) => mailForm() && hasFiles(event);
  let hintEnds;
  const mailHint = (shown) => {
    for (const hint of document.querySelectorAll(".drop-hint")) hint.hidden = !shown;
  };
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mailHint(true);
    // It comes again and again while a file hangs over the page; not every browser says when that is over.
    clearTimeout(hintEnds);
    hintEnds = setTimeout(() => mailHint(false), 1000);
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    mailHint(false);
    if (!event.dataTransfer.files.length) return;
    input(mailForm()).files = several(event.dataTransfer.files);
    mailForm().submit();
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

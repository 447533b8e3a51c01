// Leaving at once. The page is empty before anything is sent, so that neither a slow network nor the Escape key (which
// stops a page from loading) leaves it in sight. Without scripts the form does the same, by a redirect.
(() => {
  "use strict";

  const form = document.querySelector("form[data-leave]");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const elsewhere = form.dataset.leave;
    // What was typed is sent first: who signs in again finds it back, and this browser keeps nothing of it.
    document.dispatchEvent(new Event("leaving"));
    document.title = "";
    document.body.replaceChildren();
    // It goes on when this page is gone.
    fetch(form.action, { method: "POST", keepalive: true, redirect: "manual" });
    location.replace(elsewhere);
  });

  // A page that the browser kept as it was is asked anew: by then nobody is signed in.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();

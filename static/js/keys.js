// A security key: asks the browser for it, puts its answer in the form and sends that. The question comes with the page
// (<script type="application/json" id="key-question">), allauth's webauthn-json.js translates to and from the browser.
(() => {
  "use strict";

  const form = document.querySelector("form[data-key]");
  if (!form) return;
  const button = form.querySelector("button");
  const problem = form.querySelector("[data-key-problem]");
  const question = JSON.parse(document.getElementById("key-question").textContent);
  const { webauthnJSON } = window;

  function say(reason) {
    for (const text of problem.querySelectorAll("[data-reason]")) text.hidden = text.dataset.reason !== reason;
    problem.hidden = false;
    problem.focus();
  }

  const ask = () =>
    form.dataset.key === "add" ? webauthnJSON.create(question.creation_options) : webauthnJSON.get(question.request_options);

  if (!webauthnJSON.supported()) {
    say("unsupported");
    return;
  }
  form.querySelector("[data-key-needs-script]").hidden = true;
  button.hidden = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask());
      // Not requestSubmit: that would come here again.
      form.submit();
    } catch (error) {
      button.disabled = false;
      say(error.name === "InvalidStateError" ? "known" : "silent");
    }
  });
})();

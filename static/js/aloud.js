// Reads the page aloud, with a voice that is on the device itself: any other would send the words to whoever runs it.
// Where there is no such voice the button stays hidden, as it does without scripts.
(() => {
  "use strict";

  const button = document.querySelector("[data-aloud]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;

  const label = button.querySelector("span");
  const start = label.textContent;
  const WORDS = "h1, h2, h3, p, li, legend, label, dt, dd";
  let reads = false;

  const voice = (language) =>
    speech.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language.slice(0, 2)));

  function offer() {
    button.hidden = !voice("nl");
  }

  function stop() {
    reads = false;
    speech.cancel();
    label.textContent = start;
  }

  // What holds other texts is read by those.
  function texts() {
    return [...document.querySelectorAll("main :is(" + WORDS + ")")]
      .filter((one) => one.getClientRects().length && !one.querySelector(WORDS) && one.innerText.trim());
  }

  function read() {
    reads = true;
    label.textContent = button.dataset.stop;
    const spoken = texts().map((one) => {
      const said = new SpeechSynthesisUtterance(one.innerText);
      const language = one.closest("[lang]").lang.toLowerCase();
      said.lang = language;
      said.voice = voice(language);
      return said;
    }).filter((said) => said.voice);
    if (spoken.length) spoken[spoken.length - 1].addEventListener("end", stop);
    spoken.forEach((said) => speech.speak(said));
  }

  button.addEventListener("click", () => (reads ? stop() : read()));
  window.addEventListener("pagehide", stop);
  speech.addEventListener("voiceschanged", offer);
  offer();
})();

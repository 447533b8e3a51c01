// A signature drawn with mouse, pen or finger, kept as moves and lines. Without this script, and by keyboard, one signs
// with a tick and a name.
(() => {
  "use strict";

  const field = document.querySelector("[data-drawing]");
  if (!field) return;
  const canvas = field.querySelector("canvas");
  const kept = field.querySelector("input[name=drawn]");
  const pen = canvas.getContext("2d");
  const longest = Number(kept.maxLength) || 20000;
  let drawing = false;

  field.hidden = false;
  pen.lineWidth = 3;
  pen.lineCap = "round";

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const across = Math.round((event.clientX - box.left) * canvas.width / box.width);
    const down = Math.round((event.clientY - box.top) * canvas.height / box.height);
    return [across, down];
  };

  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    const [across, down] = place(event);
    pen.beginPath();
    pen.moveTo(across, down);
    kept.value += `M${across} ${down}`;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing || kept.value.length > longest - 16) return;
    const [across, down] = place(event);
    pen.lineTo(across, down);
    pen.stroke();
    kept.value += `L${across} ${down}`;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { drawing = false; });
  field.querySelector("[data-drawing-clear]").addEventListener("click", () => {
    kept.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
  });
})();

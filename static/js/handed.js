// A page that the browser kept as it was is asked anew: what one may see may have changed.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

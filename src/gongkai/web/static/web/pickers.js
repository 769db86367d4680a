// Starts the back office's date and time pickers without the inline scripts that its own templates use,
// which the content security policy forbids. Also for fields that come into the page later.

function start(root) {
  for (const place of root.querySelectorAll("template[data-picker]")) {
    window[place.dataset.picker]?.(place.dataset.for, JSON.parse(place.dataset.config));
    place.remove();
  }
}

document.addEventListener("DOMContentLoaded", () => {
  start(document);
  new MutationObserver(() => start(document)).observe(document.body, { childList: true, subtree: true });
});

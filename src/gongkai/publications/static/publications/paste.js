// Text pasted from Word or WPS: what the clipboard says of headings, lists and tables is sent beside the plain text.

const area = document.querySelector("textarea[data-gk-paste]");
const markup = area && document.querySelector(`input[name="${area.dataset.gkPaste}"]`);
const note = document.querySelector("[data-gk-pasted]");

function show() {
  note.hidden = !markup.value;
}

if (area && markup && note) {
  let kept = "";
  area.addEventListener("paste", (event) => {
    const found = event.clipboardData.getData("text/html");
    const plain = event.clipboardData.getData("text/plain");
    // Only a paste into the empty field: what is pasted between other words is taken as words.
    if (!found || area.value.trim()) return;
    event.preventDefault();
    area.value = plain;
    kept = plain;
    markup.value = found;
    show();
  });
  area.addEventListener("input", () => {
    if (area.value !== kept) markup.value = "";
    show();
  });
  document.querySelector("[data-gk-paste-clear]").addEventListener("click", () => {
    markup.value = "";
    show();
  });
  show();
}

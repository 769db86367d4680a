// Improves /check/: a file can be dropped on its box, the send button says that it works, and a page of results prints.
// The page does all of its work without this file.

function takeDrops(box) {
  const input = box.querySelector("input[type=file]");
  box.querySelector("[data-hint]").hidden = false;
  const show = (over) => box.classList.toggle("gk-drop--over", over);
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    show(true);
  });
  box.addEventListener("dragleave", () => show(false));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    show(false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  input.addEventListener("change", () => box.classList.toggle("gk-drop--full", input.files.length > 0));
}

document.querySelectorAll("[data-drop]").forEach(takeDrops);

// A file dropped beside a box would otherwise replace the page and lose what was typed.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => event.preventDefault());
}

document.querySelectorAll("form.gk-form").forEach((form) => {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-disabled", "true");
    button.classList.add("gk-button--busy");
  });
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

document.querySelector("#errors")?.focus();

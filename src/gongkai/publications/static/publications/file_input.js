// A field for a stored file: what is chosen is uploaded, its uid kept in the hidden field, the file offered to look at.
"use strict";

(() => {
  function offer(box) {
    const uid = box.querySelector("input[type=hidden]").value;
    const link = box.querySelector("a");
    link.hidden = !uid;
    if (uid) {
      link.href = `/files/${encodeURIComponent(uid)}/-`; // leads to the file under its name
    }
  }

  async function upload(box, file) {
    const form = new FormData();
    form.append("publication", document.querySelector("[data-gk-unsaved]")?.dataset.gkUnsaved ?? "");
    form.append("file", file);
    form.append("complete", "1"); // last: what is cut off on the way lacks it
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    let answer, told;
    try {
      answer = await fetch(box.dataset.upload, {
        method: "POST",
        body: form,
        headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      told = await answer.json();
    } catch {
      return { error: box.dataset.failed };
    }
    return answer.ok ? told : { error: told.error ?? box.dataset.failed };
  }

  document.addEventListener("change", async (event) => {
    const chosen = event.target;
    const box = chosen instanceof HTMLInputElement && chosen.type === "file" ? chosen.closest("[data-gk-file]") : null;
    if (!box || !chosen.files.length) {
      return;
    }
    const said = box.querySelector("output");
    const file = chosen.files[0];
    said.classList.remove("gk-file-input__said--wrong");
    said.value = box.dataset.waiting;
    chosen.value = "";
    const told = await upload(box, file);
    said.classList.toggle("gk-file-input__said--wrong", Boolean(told.error));
    said.value = told.error ?? told.name;
    if (told.uid) {
      const field = box.querySelector("input[type=hidden]");
      field.value = told.uid;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      offer(box);
    }
  });

  // Blocks are drawn by a script and filled after that; the field is looked at once it has its value.
  const look = () => document.querySelectorAll("[data-gk-file]").forEach(offer);
  new MutationObserver(() => requestAnimationFrame(look)).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });
  document.addEventListener("DOMContentLoaded", look);
})();

// The panel of findings follows what is typed: a form marked data-live is sent to the panel's address, which writes
// nothing and answers with the panel as it would be. Without this file the panel is that of the report as it stands.

const WAIT = 400;

function panel() {
  return document.querySelector("[data-findings]");
}

async function refresh(form, signal) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") fields.append(name, value);
  }
  const answer = await fetch(panel().dataset.findings, { method: "POST", body: fields, signal });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-findings]");
  if (fresh) panel().replaceChildren(...fresh.childNodes);
}

document.querySelectorAll("form[data-live]").forEach((form) => {
  let timer = 0;
  let asked = new AbortController();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asked.abort();
      asked = new AbortController();
      refresh(form, asked.signal).catch(() => {});
    }, WAIT);
  });
});

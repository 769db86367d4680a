// A cell of the list is corrected where it stands; without this script the row has its page.
const HEADERS = { "X-Gongkai-Cell": "1" };

/** Give every cell that may be corrected its button. */
function prepare(table) {
  for (const cell of table.querySelectorAll("[data-gk-cell]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "gk-tables__edit";
    button.textContent = "改";
    button.setAttribute("aria-label", `更正${cell.dataset.gkLabel}：${cell.textContent.trim() || "空白"}`);
    button.addEventListener("click", () => open(cell, button));
    cell.append(button);
  }
}

/** Ask for the form of a cell and put it there. */
async function open(cell, button) {
  button.disabled = true;
  try {
    const answer = await fetch(cell.dataset.gkCell, { headers: HEADERS });
    if (!answer.ok) throw new Error(String(answer.status));
    show(cell, button, await answer.text());
  } catch {
    location.assign(cell.dataset.gkCell);
  }
}

/** The form in the place of the cell's text. */
function show(cell, button, html) {
  const text = cell.querySelector("span");
  cell.querySelector("form")?.remove();
  document.querySelector(".gk-tables__inline [data-gk-cancel]")?.click(); // one at a time
  text.hidden = button.hidden = true;
  cell.insertAdjacentHTML("beforeend", html);
  const form = cell.querySelector("form");
  const close = () => {
    form.remove();
    text.hidden = button.hidden = button.disabled = false;
    button.focus();
  };
  form.querySelector("[data-gk-cancel]").addEventListener("click", close);
  form.addEventListener("keydown", (event) => event.key === "Escape" && close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", headers: HEADERS, body: new FormData(form) });
    const told = await answer.text();
    if (answer.ok) {
      text.textContent = told;
      close();
    } else {
      show(cell, button, told);
    }
  });
  form.querySelector(".gk-tables__input").focus();
}

document.querySelectorAll("[data-gk-cells]").forEach(prepare);

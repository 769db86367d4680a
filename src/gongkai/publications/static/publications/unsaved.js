// Keeps what is being written in the browser until the server has saved it, and offers it after a lost connection.
// The page works without: then nothing is kept, and the browser itself warns before it is left.

const box = document.querySelector("[data-gk-unsaved]");
const form = document.querySelector("form[data-edit-form]");
const DAYS = 7;
const SECONDS = 2;
const HANDOVER = 400;
const NEVER = new Set(["csrfmiddlewaretoken", "save", "look", "submit", "restore"]);

function keyOf(uid) {
  return `gongkai:unsaved:${box.dataset.gkPerson}:${uid}`;
}

function fields() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.has(name));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, data) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: data }));
  } catch {
    // A full or forbidden store: the page goes on without.
  }
}

function dropOld() {
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("gongkai:unsaved:") && !(read(key)?.at > oldest)) localStorage.removeItem(key);
  }
}

function say(words, offer) {
  box.querySelector("[data-gk-unsaved-words]").textContent = words;
  box.querySelector("[data-gk-restore]").hidden = !offer;
  box.hidden = false;
}

function forget(key) {
  localStorage.removeItem(key);
  box.hidden = true;
}

function offerKept(key) {
  const kept = read(key);
  if (!kept) return;
  const when = new Date(kept.at).toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short" });
  say(`这台电脑上有${when}写下、没有保存成功的内容。`, true);
  const restore = box.querySelector("[data-gk-restore]");
  for (const [name, value] of kept.fields) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    restore.append(input);
  }
  box.querySelector("[data-gk-discard]").addEventListener("click", () => forget(key));
}

function saved() {
  const address = new URL(location.href);
  const uid = address.searchParams.get("saved");
  if (!uid) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("gongkai:unsaved:") && key.endsWith(`:${uid}`)) localStorage.removeItem(key);
  }
  address.searchParams.delete("saved");
  history.replaceState(null, "", address);
}

// The text editor hands over what was typed a quarter of a second later; who saves at once would lose the last words.
function waitForTheEditor() {
  let state = "idle";
  form.addEventListener(
    "submit",
    (event) => {
      if (state === "ready") {
        state = "idle";
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (state === "waiting") return;
      state = "waiting";
      setTimeout(() => {
        state = "ready";
        form.requestSubmit(event.submitter);
      }, HANDOVER);
    },
    { capture: true },
  );
}

function watch(key) {
  let last = JSON.stringify(fields());
  const look = () => {
    const now = JSON.stringify(fields());
    if (now === last) return;
    last = now;
    keep(key, fields());
  };
  setInterval(look, SECONDS * 1000);
  form.addEventListener("submit", (event) => {
    keep(key, fields());
    if (navigator.onLine) return;
    event.preventDefault();
    say("网络已断开，没有保存。您写的内容留在这台电脑上，网络恢复以后再点保存。", false);
    box.scrollIntoView({ block: "center" });
  });
}

dropOld();
saved();
if (box && form) {
  const uid = box.dataset.gkUnsaved;
  waitForTheEditor();
  if (!("gkRestored" in box.dataset)) offerKept(keyOf(uid));
  // The editor of the text fills its fields after the page is ready; what it fills in is no change of the author's.
  setTimeout(() => watch(keyOf(uid)), 1500);
}

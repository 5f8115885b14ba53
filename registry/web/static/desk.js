// Saves the draft while an official is typing: a few seconds after the last key, and before the page is left.
//
// Only a convenience: every button of the form saves the draft too, and the form works without this script.
// When somebody else saved in between the server says so (409); nothing is overwritten, and the next button pressed
// shows both texts.

const PAUSE = 3000;
const form = document.getElementById("description");
const status = document.getElementById("saved");
let timer = 0;
let dirty = false;
let saving = false;

async function save() {
  if (!dirty || saving) return;
  dirty = false;
  saving = true;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const said = await answer.json();
    if (said.saved) {
      form.elements.version.value = said.version;
      status.textContent = form.dataset.saved;
    } else {
      status.textContent = document.documentElement.lang === "en" ? said.en : said.vi;
    }
  } catch {
    dirty = true;
    status.textContent = form.dataset.unsaved;
  } finally {
    saving = false;
  }
}

if (form) {
  const typed = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };
  form.addEventListener("input", typed);
  // On a slow line somebody may have typed before this script came. Other fields than of text mend their values themselves.
  const texts = form.querySelectorAll("input[type=text], input:not([type]), textarea");
  if ([...texts].some((field) => field.value !== field.defaultValue)) typed();
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  // A row that was just added has the cursor already.
  const summary = document.querySelector(".error-summary");
  if (summary && !form.querySelector("[autofocus]")) summary.focus();
}

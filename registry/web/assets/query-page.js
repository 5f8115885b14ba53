// What the page of queries gains by scripts beside the editor: long queries go by POST of themselves, snippets are
// copied, examples are found by their words. Without scripts each of these has a plain way on the page.

import { fold } from "./query-words.js";

// A text that fits into an address stays in it, so that the page can be kept and sent on.
function sendLong(textarea) {
  const { form } = textarea;
  for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
  form.addEventListener("submit", () => {
    const encoded = new URLSearchParams({ query: textarea.value }).toString();
    form.method = encoded.length > Number(form.dataset.longest) ? "post" : "get";
  });
}

function copySnippets() {
  if (!navigator.clipboard) return; // not given to pages without encryption, except on this machine
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const said = document.getElementById("copied");
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
        said.textContent = button.dataset.copied;
      } catch {
        said.textContent = button.dataset.not;
      }
    });
  }
}

// Themes open while something is sought, and stand as they stood when nothing is.
function findExamples() {
  const library = document.getElementById("library");
  const field = library?.querySelector(".field");
  if (!field) return;
  const [input, said] = [field.querySelector("input"), field.querySelector("[role=status]")];
  const themes = [...library.querySelectorAll("details")].map((theme) => ({ theme, wasOpen: theme.open }));
  field.hidden = false;
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { theme, wasOpen } of themes) {
      let here = 0;
      for (const item of theme.querySelectorAll("li")) {
        item.hidden = !words.every((word) => fold(item.textContent).includes(word));
        here += item.hidden ? 0 : 1;
      }
      theme.hidden = here === 0;
      theme.open = words.length ? here > 0 : wasOpen;
      count += here;
    }
    said.textContent = words.length ? library.dataset.said.replace("%n", count) : "";
  });
}

export function improve(textarea) {
  sendLong(textarea);
  copySnippets();
  findExamples();
}

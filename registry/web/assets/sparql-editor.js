// Upgrades the plain query form of /sparql: the textarea #query becomes a CodeMirror editor.
//
// The textarea stays in the form and always holds the editor's text, so the page sends what it would have sent
// without this script. Words to complete come from the page itself (a JSON block #query-words: a list of
// {label, detail, info}); nothing is asked of any server. Styles carry the nonce this script was loaded with.

import { autocompletion, completeFromList } from "@codemirror/autocomplete";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { sparql, SparqlLanguage } from "codemirror-lang-sparql";

const nonce = document.currentScript ? document.currentScript.nonce : "";

const theme = EditorView.theme({
  "&": { fontSize: "1rem", border: "1px solid currentColor", marginBottom: "1rem" },
  "&.cm-focused": { outline: "2px solid currentColor", outlineOffset: "2px" },
  ".cm-content": { minHeight: "12rem" },
  // Tight lines and an italic monospaced face clip the marks of Vietnamese letters.
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { lineHeight: 1.7, paddingRight: "0.7em" },
  ".cm-completionDetail": { fontStyle: "normal" },
});

function words() {
  const block = document.getElementById("query-words");
  return block ? JSON.parse(block.textContent) : [];
}

// The editor takes the name of the textarea: from its label, or its aria-label.
function naming(textarea) {
  const label = textarea.labels[0];
  if (!label) return { "aria-label": textarea.getAttribute("aria-label") || "SPARQL" };
  label.id ||= `${textarea.id}-label`;
  return { "aria-labelledby": label.id };
}

function send(textarea) {
  return () => {
    textarea.form.requestSubmit();
    return true;
  };
}

function upgrade(textarea) {
  const offered = words();
  const editor = new EditorView({
    doc: textarea.value,
    extensions: [
      keymap.of([{ key: "Mod-Enter", run: send(textarea) }]),
      basicSetup,
      sparql(),
      offered.length ? SparqlLanguage.data.of({ autocomplete: completeFromList(offered) }) : [],
      autocompletion(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of(naming(textarea)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) textarea.value = update.state.doc.toString();
      }),
      nonce ? EditorView.cspNonce.of(nonce) : [],
      theme,
    ],
  });
  textarea.before(editor.dom);
  textarea.hidden = true;
  for (const label of textarea.labels) label.addEventListener("click", () => editor.focus());
}

const textarea = document.querySelector("textarea#query");
if (textarea) upgrade(textarea);

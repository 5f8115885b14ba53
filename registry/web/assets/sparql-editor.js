// Upgrades the plain query form of /sparql: the textarea #query becomes a CodeMirror editor.
//
// The textarea stays in the form and always holds the editor's text, so the page sends what it would have sent
// without this script. Styles carry the nonce this script was loaded with. What is offered while typing is in
// query-words.js, what the rest of the page gains by scripts in query-page.js.
//
// Tab is never caught: it leaves the editor, so the keyboard is not trapped.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { minimalSetup } from "codemirror";
import { sparql } from "codemirror-lang-sparql";

import { improve } from "./query-page.js";
import { offering } from "./query-words.js";

const nonce = document.currentScript ? document.currentScript.nonce : "";

const theme = EditorView.theme({
  "&": { fontSize: "1rem", border: "1px solid currentColor", marginBottom: "1rem" },
  "&.cm-focused": { outline: "2px solid currentColor", outlineOffset: "2px" },
  ".cm-content": { minHeight: "12rem" },
  // Tight lines and an italic monospaced face clip the marks of Vietnamese letters.
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { lineHeight: 1.7, paddingRight: "0.7em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "#0b5563", color: "#ffffff" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1.5em" },
});

// The colours of the site on the editor's paper and its active line, each at least 4.5 to 1.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#0b5563", fontWeight: "600" },
  { tag: [tags.url, tags.namespace, tags.typeName], color: "#17663f" },
  { tag: [tags.string, tags.annotation], color: "#a02a1d" },
  { tag: tags.variableName, color: "#224f8c" },
  { tag: [tags.number, tags.bool], color: "#764c00" },
  { tag: tags.comment, color: "#47565d" },
]);

// The editor takes the name of the textarea: from its label, or its aria-label; and what describes it.
function naming(textarea) {
  const described = textarea.getAttribute("aria-describedby");
  const more = described ? { "aria-describedby": described } : {};
  if (textarea.dataset.fault) more["aria-invalid"] = "true";
  const label = textarea.labels[0];
  if (!label) return { "aria-label": textarea.getAttribute("aria-label") || "SPARQL", ...more };
  label.id ||= `${textarea.id}-label`;
  return { "aria-labelledby": label.id, ...more };
}

function send(textarea) {
  return () => {
    textarea.form.requestSubmit();
    return true;
  };
}

// Where the server found the text at fault: {from, to}, or null.
function faulty(textarea, doc) {
  const { line, column, length } = textarea.dataset;
  if (!line || Number(line) > doc.lines) return null;
  const there = doc.line(Number(line));
  const from = Math.min(there.from + Number(column) - 1, there.to);
  return { from, to: Math.min(from + Number(length), there.to) };
}

function markFault(editor, textarea) {
  const place = faulty(textarea, editor.state.doc);
  if (!place) return;
  const fault = { ...place, severity: "error", message: textarea.dataset.fault };
  editor.dispatch(setDiagnostics(editor.state, [fault]), { selection: { anchor: place.from } });
  for (const link of document.querySelectorAll(".error-summary a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      editor.focus();
      editor.dispatch({ effects: EditorView.scrollIntoView(place.from, { y: "center" }) });
    });
  }
}

function upgrade(textarea) {
  const editor = new EditorView({
    doc: textarea.value,
    extensions: [
      keymap.of([{ key: "Mod-Enter", run: send(textarea) }, ...closeBracketsKeymap, ...completionKeymap]),
      minimalSetup,
      lineNumbers(),
      lintGutter(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      sparql(),
      syntaxHighlighting(colours),
      autocompletion({ override: [offering(textarea.dataset.words)], icons: false, maxRenderedOptions: 60 }),
      EditorState.phrases.of({ Completions: textarea.dataset.offered }),
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
  document.getElementById("query-keys").hidden = false;
  markFault(editor, textarea);
}

const textarea = document.querySelector("textarea#query");
if (textarea) {
  upgrade(textarea);
  improve(textarea);
}

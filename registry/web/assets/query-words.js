// What the editor offers while a query is typed: prefixes, variables of the text, terms, and the things of code lists
// and registers, which are found by what they are called, with marks and without.
//
// The words come once, at the first need, from this site's own address, which the browser keeps.

const MOST = 60;
const SHORTEST = 2; // letters before anything is offered unasked

// As people type in a hurry: no marks, no capitals, đ as d. NFD takes marks apart from their letters.
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

function ofPrefix([prefix, iri]) {
  return { label: `${prefix}:`, detail: iri, type: "namespace" };
}

// A term is shown as it is written, a thing by what it is called; both are found by either.
function ofWord([text, hint, other, kind]) {
  const isThing = text.startsWith("<");
  const shown = isThing ? { displayLabel: hint, detail: kind } : { detail: `${hint} · ${kind}` };
  const called = [hint, other].map(fold);
  return { option: { label: text, ...shown }, written: isThing ? [] : [text, text.replace(/^\w+:/, "")].map(fold), called };
}

// How well an entry suits, the smaller the better; 9 for not at all.
function rank({ written, called }, sought) {
  const place = written.findIndex((name) => name.startsWith(sought));
  if (place >= 0) return place;
  if (called.some((name) => name.startsWith(sought))) return 2;
  return called.some((name) => name.includes(` ${sought}`)) ? 3 : 9;
}

function prepared({ prefixes, keywords, words }) {
  const known = [
    ...keywords.map((word) => ({ option: { label: word, type: "keyword" }, written: [fold(word)], called: [] })),
    ...prefixes.map((one) => ({ option: ofPrefix(one), written: [`${one[0]}:`], called: [] })),
    ...words.map(ofWord),
  ];
  const declared = prefixes.map(([prefix, iri]) => ({ ...ofPrefix([prefix, iri]), apply: `${prefix}: <${iri}>` }));
  return { known, declared };
}

// What is typed in full already is not offered: Enter then ends the line.
function suiting(known, sought, tail) {
  return known
    .filter((entry) => entry.option.label !== tail)
    .map((entry) => [rank(entry, sought), entry.option])
    .filter(([place]) => place < 9)
    .sort((one, two) => one[0] - two[0]) // a stable sort: terms before things, as they came
    .slice(0, MOST)
    .map(([, option]) => option);
}

// The words before the cursor, fewer and fewer of them until something is called so: "SELECT y te" ends in "y te".
function named(known, before, asked) {
  const typed = /<?[\p{L}\p{M}\d_:-]+(?: [\p{L}\p{M}\d]+)*$/u.exec(before);
  if (!typed) return asked ? { length: 0, options: known.slice(0, MOST).map(({ option }) => option) } : null;
  for (let tail = typed[0]; tail; tail = tail.includes(" ") ? tail.replace(/^\S+ /, "") : "") {
    const sought = fold(tail.replace(/^</, ""));
    const options = sought.length >= SHORTEST || asked ? suiting(known, sought, tail) : [];
    if (options.length) return { length: tail.length, options };
  }
  return null;
}

function variables(text, typed) {
  const found = new Set(text.match(/[?$][\p{L}\d_]+/gu));
  found.delete(typed);
  return [...found].map((label) => ({ label, type: "variable" }));
}

// Whether the cursor stands in a string or a comment, where nothing is offered.
function isText(before) {
  const bare = before.replace(/<[^<>\s]*>/g, "");
  return (bare.match(/"/g) || []).length % 2 === 1 || bare.replace(/"[^"]*"/g, "").includes("#");
}

// The source of completions for CodeMirror; `address` is where the words are.
export function offering(address) {
  let loading = null;
  const fetched = () => fetch(address).then((answer) => answer.json()).then(prepared);
  const load = () => (loading ||= fetched().catch(() => (loading = null))); // asked again at the next need
  return async (context) => {
    const before = context.state.sliceDoc(context.state.doc.lineAt(context.pos).from, context.pos);
    if (isText(before)) return null;
    const variable = /[?$][\p{L}\d_]*$/u.exec(before);
    if (variable) {
      const options = variables(context.state.doc.toString(), variable[0]);
      return { from: context.pos - variable[0].length, options, validFor: /^[?$][\p{L}\d_]*$/u };
    }
    const loaded = await load();
    if (!loaded) return null;
    const { known, declared } = loaded;
    const prefix = /\bprefix\s+([\w-]*:?)$/i.exec(before);
    if (prefix) return { from: context.pos - prefix[1].length, options: declared, validFor: /^[\w-]*:?$/ };
    const found = named(known, before, context.explicit);
    return found && { from: context.pos - found.length, options: found.options, filter: false };
  };
}

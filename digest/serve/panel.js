// The panel in which a note is written or changed. What is written survives in this tab until it is saved or thrown away.

import { ask, button, element, short } from "./asking.js";
import { dateField, labelled, noteField, termsField } from "./fields.js";
import { placeHere, selectedIn, sourceHere } from "./passages.js";

const DRAFT = "digest-editor";
// From here on the panel stands beside the page, which can be used meanwhile; else it lies over it.
const BESIDE = matchMedia("(min-width: 64rem)");

let panel = null; // the open panel's element
let draft = null; // what is being written, as it is kept
let facts = null; // what the server offers
let fields = null; // the parts of the form
let returnTo = null; // where the focus was
let isLeaving = false; // the page is being left for another, which a reload would stop

export const kept = () => JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
export const isOpen = () => panel !== null;
export const isBusy = () => panel !== null || isLeaving;

// Opens the panel with what is kept, or with a new note.
export async function write(passage = null) {
  const found = kept() ?? { title: "", kind: "event", date: "", draft: false, terms: {}, note: "", passages: [], left: "" };
  await open(found, passage);
}

// Opens the panel with an annotation's file: `{slug}` or `{id}`.
export async function change(which) {
  const answer = await ask("annotation", which);
  if (!answer.ok) return answer.message;
  // What it is at the start tells later what was touched.
  await open({ ...answer, was: structuredClone(answer) });
  return "";
}

export function addPassage(passage) {
  if (!draft.passages.some((each) => ["source", "exact", "prefix", "suffix"].every((name) => each[name] === passage[name]))) {
    draft.passages.push(passage);
  }
  showPassages();
  keep();
  say(`Added: “${short(passage.exact)}”`);
}

export function putAside() {
  keep();
  close();
}

async function open(found, passage = null) {
  returnTo = document.activeElement;
  const answer = await ask("facts");
  if (!answer.ok) return tell(answer.message);
  [facts, draft] = [answer, found];
  panel?.remove();
  build();
  document.body.append(panel);
  document.documentElement.classList.add("digest-editor-open");
  if (BESIDE.matches) panel.show();
  else panel.showModal();
  showPassages();
  if (passage) addPassage(passage);
  keep();
  panel.querySelector("[name=title]").focus();
}

function close() {
  panel.remove();
  [panel, draft, fields] = [null, null, null];
  document.documentElement.classList.remove("digest-editor-open");
  tell("");
  (returnTo?.isConnected ? returnTo : document.querySelector("#digest-tools button"))?.focus();
  document.dispatchEvent(new CustomEvent("digest:released"));
}

// Tells the rest of the editor that something is to be said, or that the panel has come or gone.
function tell(message, more = {}) {
  document.dispatchEvent(new CustomEvent("digest:said", { detail: { message, ...more } }));
}

function keep() {
  if (!draft) return;
  sessionStorage.setItem(DRAFT, JSON.stringify({ ...draft, ...read() }));
  tell("");
}

function build() {
  const kinds = facts.kinds.map((kind) => element("option", { value: kind.id, selected: kind.id === draft.kind }, kind.label));
  if (!facts.kinds.some((kind) => kind.id === draft.kind)) kinds.unshift(element("option", { value: draft.kind, selected: true }, draft.kind));
  fields = {
    title: element("input", { type: "text", value: draft.title, required: true, autocomplete: "off", name: "title" }),
    kind: element("select", { name: "kind", lang: facts.language }, ...kinds),
    date: dateField(draft.date),
    terms: facts.facets.map((facet) => [facet, termsField(facet, draft.terms[facet.id] ?? [])]),
    note: noteField(draft.note, facts.language),
    draft: element("input", { type: "checkbox", checked: draft.draft, name: "draft", id: "digest-editor-draft" }),
    passages: element("ol", { className: "passages" }),
    problem: element("div", { className: "problem", aria: { role: "alert" } }),
    status: element("p", { className: "status", aria: { role: "status" } }),
    conflict: element("div", { className: "conflict" }),
  };
  const heading = draft.id ? "Change a note" : "New note";
  const form = element(
    "form",
    { onsubmit: (event) => (event.preventDefault(), save()), oninput: keep, noValidate: true, autocomplete: "off" },
    element("div", { className: "head" }, element("h2", { id: "digest-editor-heading" }, heading), button("Put aside", putAside)),
    ...(draft.path ? [element("p", { className: "says" }, element("code", {}, draft.path))] : []),
    fields.problem,
    fields.conflict,
    element("section", { aria: { label: "Passages" } }, element("h3", {}, "Passages"), fields.passages, chooser()),
    labelled("Title", fields.title),
    labelled("Kind", fields.kind),
    fields.date.row,
    ...fields.terms.map(([, field]) => field.group),
    fields.note.row,
    element("div", { className: "check" }, fields.draft, element("label", { htmlFor: fields.draft.id }, "Keep as a draft, which is not published")),
    fields.status,
    footer(),
  );
  panel = element("dialog", { id: "digest-editor", lang: "en", dir: "ltr", aria: { labelledby: "digest-editor-heading" } }, form);
  panel.addEventListener("cancel", (event) => (event.preventDefault(), putAside()));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) (event.preventDefault(), putAside());
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
  });
}

function footer() {
  const made = element("div", { className: "foot" });
  const rest = () => {
    made.replaceChildren(
      element("button", { type: "submit", className: "first" }, "Save"),
      draft.id ? button("Delete …", () => sure(`Delete “${short(draft.was.title)}”? It can be brought back while the preview runs.`, "Delete", remove)) : "",
      button(draft.id ? "Drop changes …" : "Throw away …", () => sure("Throw away what you have written here?", "Throw away", drop)),
    );
  };
  const sure = (question, yes, act) => {
    const no = button("No", () => (rest(), made.querySelector("button").focus()));
    made.replaceChildren(element("p", { id: "digest-editor-sure" }, question), button(yes, act, { className: "danger", aria: { describedby: "digest-editor-sure" } }), no);
    no.focus();
  };
  rest();
  return made;
}

// Words can be chosen in the whole text of any source, with the keyboard too, also where the page does not show them.
function chooser() {
  const sources = element(
    "select",
    { name: "source" },
    element("option", { value: "" }, "Choose a source"),
    ...facts.sources.map((source) => element("option", { value: source.id }, source.title)),
  );
  sources.value = draft.left || sourceHere();
  if (sources.selectedIndex < 0) sources.value = "";
  // A field that is merely read-only has no caret to move; this one has, and takes nothing.
  const text = element("textarea", { rows: 9, name: "source-text", className: "whole", inputMode: "none", spellcheck: false, aria: { readonly: "true" } });
  text.addEventListener("beforeinput", (event) => event.preventDefault());
  const use = button("Use the selected words", async () => {
    if (!sources.value) return sources.focus();
    await take(selectedIn(text, sources.value));
  });
  const look = async () => {
    text.value = "";
    if (!sources.value) return;
    const answer = await ask("text", { source: sources.value });
    if (!answer.ok) return complain(answer);
    text.value = answer.text;
    text.lang = answer.language;
    text.dir = "auto";
    // It begins where the reader is.
    const at = sources.value === sourceHere() ? [...answer.text].slice(0, placeHere()).join("").length : 0;
    text.setSelectionRange(at, at);
  };
  sources.onchange = look;
  const hint = element("p", { className: "says", id: "digest-editor-choosing" }, "Select words here, with Shift and the arrow keys or the pointer.");
  text.setAttribute("aria-describedby", hint.id);
  const made = element(
    "details",
    {},
    element("summary", {}, "Choose words in a source"),
    labelled("Source", sources),
    labelled("Its whole text", text, hint),
    use,
  );
  made.addEventListener("toggle", () => made.open && !text.value && look());
  return made;
}

// Turns a selection into a proved passage of the note.
export async function take(selection) {
  const answer = await ask("selection", selection);
  if (answer.ok) addPassage(passageOf(answer));
  else complain(answer);
  return answer.ok;
}

export const passageOf = ({ source, title, exact, prefix, suffix, state }) => ({ source, title, exact, prefix, suffix, state });

function showPassages() {
  fields.passages.replaceChildren(...draft.passages.map(passageItem));
  fields.passages.hidden = !draft.passages.length;
}

function passageItem(passage, n) {
  const remove = button("Remove", () => {
    draft.passages = draft.passages.filter((each) => each !== passage);
    showPassages();
    keep();
    (fields.passages.querySelectorAll("button")[0] ?? panel.querySelector("summary")).focus();
  }, { aria: { label: `Remove passage ${n + 1}` } });
  const item = element("li", {}, passage.exact ? element("q", { dir: "auto" }, passage.exact) : element("span", {}, "The source as a whole"));
  item.append(element("span", { className: "says" }, ` ${passage.title}`));
  if (passage.prefix || passage.suffix) {
    item.append(element("span", { className: "says" }, passage.prefix ? ` after “${passage.prefix}”` : "", passage.suffix ? ` before “${passage.suffix}”` : ""));
  }
  if (passage.state === "missing") {
    item.append(element("p", { className: "problem" }, passage.message ?? "", passage.hint ? element("span", { className: "hint" }, passage.hint) : ""));
    if (passage.instead) item.append(button(`Use “${short(passage.instead.exact, 60)}”`, () => mend(passage)));
  }
  item.append(remove);
  return item;
}

function mend(passage) {
  Object.assign(passage, passage.instead, { state: "proved", instead: null });
  showPassages();
  keep();
}

// -----------------------------------------------------------------------------------------------------------------------

function read() {
  return {
    title: fields.title.value,
    kind: fields.kind.value,
    date: fields.date.input.value.trim(),
    draft: fields.draft.checked,
    terms: Object.fromEntries(fields.terms.map(([facet, field]) => [facet.id, field.value])),
    note: fields.note.input.value,
    passages: draft.passages,
  };
}

// What the server is asked to write: of a file that is there, only what was touched.
function wanted(now) {
  const was = draft.was;
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const quoted = now.passages.map(({ at, source, exact, prefix, suffix }) => {
    const old = was?.passages.find((each) => each.at === at);
    const isOld = old && [exact === old.exact, prefix === old.prefix, suffix === old.suffix].every(Boolean);
    return isOld ? { at } : { ...(at === undefined ? { source } : { at }), exact, prefix, suffix };
  });
  const all = { title: now.title, kind: now.kind, date: now.date, draft: now.draft, ...now.terms, note: now.note };
  if (!was) return { ...all, passages: quoted };
  const before = { ...was, ...was.terms };
  const touched = Object.entries(all).filter(([name, value]) => !same(value, before[name] ?? []));
  if (!same(quoted, was.passages.map(({ at }) => ({ at })))) touched.push(["passages", quoted]);
  return Object.fromEntries(touched);
}

async function save() {
  for (const [, field] of fields.terms) field.take();
  const now = read();
  keep();
  if (!now.title.trim()) return complain({ message: "A note needs a title.", field: "title" });
  say("Saving …");
  const answer = draft.id ? await ask("change", { id: draft.id, tag: draft.tag, ...wanted(now) }) : await ask("create", wanted(now));
  if (answer.status === 412) return showConflict(answer);
  if (!answer.ok) return complain(answer);
  done({ message: "Saved: ", path: answer.path, href: `/annotations/${encodeURIComponent(answer.slug)}/` });
}

async function remove() {
  const answer = await ask("remove", { id: draft.id, tag: draft.tag });
  if (answer.status === 412) return showConflict(answer);
  if (!answer.ok) return complain(answer);
  const source = draft.passages[0]?.source;
  const isGone = location.pathname === `/annotations/${encodeURIComponent(draft.slug)}/`;
  const next = source && facts.sources.some((each) => each.id === source) ? `/sources/${encodeURIComponent(source)}/` : "/";
  isLeaving = isGone;
  done({ message: `Deleted “${short(answer.title)}”. `, undo: answer.key });
  if (isGone) location.assign(next);
}

function drop() {
  sessionStorage.removeItem(DRAFT);
  close();
}

function done(said) {
  sessionStorage.removeItem(DRAFT);
  close();
  tell(said.message, said);
}

function say(message) {
  fields.status.textContent = message;
  fields.problem.replaceChildren();
}

function complain({ message, hint, field }) {
  fields.status.textContent = "";
  fields.problem.replaceChildren(message, hint ? element("span", { className: "hint" }, hint) : "");
  const control = field && panel.querySelector(`[name="${field}"]`);
  if (control) {
    control.setAttribute("aria-invalid", "true");
    control.focus();
    control.addEventListener("input", () => control.removeAttribute("aria-invalid"), { once: true });
  }
  fields.problem.scrollIntoView({ block: "nearest" });
}

// The file was changed by somebody else meanwhile: nothing is overwritten before a person has seen both.
function showConflict({ theirs, yours, tag }) {
  fields.status.textContent = "";
  const area = (label, value) => labelled(label, element("textarea", { readOnly: true, rows: 8, value, className: "whole" }));
  fields.conflict.replaceChildren(
    element("h3", { tabIndex: -1 }, "The file has changed since you opened it"),
    area("As it is now", theirs),
    ...(yours ? [area("As it would be with your changes", yours)] : []),
    button("Write my changes into it", () => {
      draft.tag = tag;
      fields.conflict.replaceChildren();
      save();
    }),
    button("Take it as it is, without my changes", async () => {
      const which = { id: draft.id };
      sessionStorage.removeItem(DRAFT);
      await change(which);
    }),
  );
  fields.conflict.querySelector("h3").focus();
}

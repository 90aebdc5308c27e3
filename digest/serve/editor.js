// Writing in the preview: a bar that is always there, and the panel that it opens. On every page of a preview; in no file of a site.

import { ask, button, element, short } from "./asking.js";
import { change, isBusy, isOpen, kept, passageOf, take, write } from "./panel.js";
import { selected } from "./passages.js";

const SAID = "digest-editor-said";
const STYLE = "/_digest/editor.css";

const bar = element("div", { id: "digest-tools", lang: "en", dir: "ltr", aria: { role: "region", label: "Writing" } });
const status = element("p", { className: "status", aria: { role: "status" } });
const buttons = element("div", { className: "buttons" });
bar.append(status, buttons);

let chosen = null; // the words that are selected in a source
let isHeld = false; // a finger or the pointer is on the bar, which may take the selection away before the press is over

const link = element("link", { rel: "stylesheet", href: STYLE });
link.onload = link.onerror = () => {
  document.body.append(bar);
  document.querySelectorAll('[id^="note-"]').forEach(offerChange);
  const said = JSON.parse(sessionStorage.getItem(SAID) ?? "null");
  if (said) show(said);
  draw();
};
document.head.append(link);

document.addEventListener("selectionchange", () => {
  if (isHeld) return;
  chosen = selected();
  draw();
});
bar.addEventListener("pointerdown", () => (isHeld = true));
addEventListener("pointerup", () => setTimeout(() => (isHeld = false)));
addEventListener("pointercancel", () => (isHeld = false));

document.addEventListener("digest:said", ({ detail }) => {
  if (detail.message) {
    sessionStorage.setItem(SAID, JSON.stringify(detail));
    show(detail);
  }
  draw();
});

// A page that is loaded again while somebody writes would take the caret away: it waits until the panel is closed.
document.addEventListener("digest:reload", (event) => {
  if (isBusy()) event.preventDefault();
});

function draw() {
  const wanted = [];
  const waiting = kept();
  if (chosen && isOpen()) wanted.push(["Add to the note", addChosen]);
  else if (chosen && waiting) wanted.push([`Add “${short(chosen.text, 24)}” to the note`, annotate]);
  else if (chosen) wanted.push([`Annotate “${short(chosen.text, 24)}”`, annotate]);
  if (!isOpen() && waiting) wanted.push([`Go on with “${short(waiting.title, 24) || "the note"}”`, () => write()]);
  else if (!isOpen() && !chosen) wanted.push(["New note", () => write()]);
  const slug = slugOf(location.pathname);
  if (slug && !isOpen() && !waiting && !chosen) wanted.push(["Change this note", () => open({ slug })]);
  const labels = wanted.map(([label]) => label);
  // The same buttons stay, so that the focus does.
  if (JSON.stringify(labels) === buttons.dataset.labels) return;
  buttons.dataset.labels = JSON.stringify(labels);
  const had = buttons.contains(document.activeElement);
  buttons.replaceChildren(...wanted.map(([label, act], n) => button(label, act, n ? {} : { className: "first" })));
  if (had) buttons.querySelector("button")?.focus();
}

async function annotate() {
  const answer = await ask("selection", chosen);
  if (!answer.ok) return show(answer);
  getSelection().removeAllRanges();
  chosen = null;
  await write(passageOf(answer));
}

async function addChosen() {
  if (await take(chosen)) {
    getSelection().removeAllRanges();
    chosen = null;
    draw();
  }
}

async function open(which) {
  const problem = await change(which);
  if (problem) show({ message: problem });
}

// A message in the bar: what was saved, with the way there; what was deleted, with the way back; what went wrong.
function show({ message, hint, path, href, undo }) {
  const parts = [message];
  if (href) parts.push(element("a", { href }, path));
  if (hint) parts.push(element("span", { className: "hint" }, hint));
  if (undo) {
    parts.push(
      button("Undo", async () => {
        const answer = await ask("undo", { key: undo });
        forget();
        show(answer.ok ? { message: `“${short(answer.title)}” is back.` } : answer);
      }),
    );
  }
  status.replaceChildren(...parts, button("×", forget, { aria: { label: "Close this message" }, className: "close" }));
}

function forget() {
  sessionStorage.removeItem(SAID);
  status.replaceChildren();
}

// The slug of the annotation at an address, or "".
function slugOf(path) {
  const parts = path.split("/");
  return parts[1] === "annotations" && parts.length > 3 ? decodeURIComponent(parts[2]) : "";
}

// A note beside a source can be changed where it stands.
function offerChange(note) {
  const link = [...note.querySelectorAll("a[href]")].find((each) => slugOf(new URL(each.href).pathname));
  if (!link) return;
  const slug = slugOf(new URL(link.href).pathname);
  const offer = button("Change", () => open({ slug }), { aria: { label: `Change the note “${short(link.textContent)}”` }, className: "digest-change", lang: "en" });
  note.append(offer);
}

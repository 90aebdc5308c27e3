// The fields of the panel: each is an element with a `value`, and says by an `input` event that it has changed.

import { ask, button, element } from "./asking.js";

let count = 0;
const fresh = (name) => `digest-editor-${name}-${(count += 1)}`;

export function labelled(label, control, ...more) {
  control.id ||= fresh("field");
  return element("div", { className: "field" }, element("label", { htmlFor: control.id }, label), control, ...more);
}

// A date with what it will read as, while it is typed.
export function dateField(value) {
  const input = element("input", { type: "text", value, autocomplete: "off", spellcheck: false, name: "date" });
  const says = element("span", { className: "says", id: fresh("says"), aria: { live: "polite" } });
  input.setAttribute("aria-describedby", says.id);
  let latest = 0;
  const look = async () => {
    const mine = (latest += 1);
    const date = input.value.trim();
    const answer = date ? await ask("date", { date }) : { ok: true, reads: "" };
    if (mine !== latest) return;
    input.toggleAttribute("aria-invalid", false);
    if (answer.ok) {
      const reads = element("strong", { lang: answer.language ?? "" }, answer.reads);
      says.replaceChildren(...(date ? ["Reads as: ", reads] : ["Such as 2021-12-07, 2021-12, 2021-12-07~ (about) or 2021/2022"]));
    } else {
      input.setAttribute("aria-invalid", "true");
      const use = () => {
        input.value = answer.instead;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.focus();
      };
      says.replaceChildren(answer.message, answer.instead ? button(`Use ${answer.instead}`, use) : "");
    }
  };
  input.addEventListener("input", look);
  look();
  return { input, row: labelled("Date", input, says) };
}

// The terms of a facet: what is known is offered, what is not may be typed.
export function termsField(facet, words) {
  const known = element("datalist", { id: fresh("known") }, ...facet.terms.map((term) => element("option", { value: term })));
  const input = element("input", { type: "text", autocomplete: "off", name: facet.id });
  input.setAttribute("list", known.id);
  const list = element("ul", { className: "terms" });
  const group = element("fieldset", { className: "field" }, element("legend", {}, facet.label), list);
  const field = {
    group,
    get value() {
      return [...list.children].map((item) => item.firstChild.data);
    },
    // What stands in the input counts, too: nobody is made to press a button twice.
    take() {
      const word = input.value.replace(/\s+/g, " ").trim();
      input.value = "";
      if (word && !field.value.includes(word)) add(word);
    },
  };
  const changed = () => group.dispatchEvent(new Event("input", { bubbles: true }));
  const add = (word) => {
    const remove = button("×", () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      (next?.querySelector("button") ?? input).focus();
      changed();
    }, { aria: { label: `Remove ${word}` } });
    const item = element("li", {}, word, remove);
    list.append(item);
    changed();
  };
  input.onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    field.take();
  };
  input.onblur = field.take;
  input.setAttribute("aria-label", `Add to ${facet.label}`);
  group.append(element("span", { className: "adding" }, input, button("Add", () => (field.take(), input.focus())), known));
  words.forEach(add);
  return field;
}

// Markdown, and how it will look.
export function noteField(value, language) {
  const input = element("textarea", { value, rows: 7, name: "note", spellcheck: true });
  const shown = element("div", { className: "shown", hidden: true, lang: language, id: fresh("shown"), aria: { role: "region", label: "Preview of the note" } });
  shown.tabIndex = 0;
  const toggle = button("Show how it will look", () => {
    shown.hidden = !shown.hidden;
    toggle.setAttribute("aria-expanded", String(!shown.hidden));
    look();
  }, { aria: { expanded: "false", controls: shown.id } });
  let latest = 0;
  const look = async () => {
    if (shown.hidden) return;
    const mine = (latest += 1);
    const answer = await ask("prose", { note: input.value });
    if (mine !== latest) return;
    // The server has made it with the site's own code, which lets nothing dangerous through.
    shown.innerHTML = answer.ok ? answer.html : "";
    shown.append(...(answer.refused ?? [answer.message]).map((reason) => element("p", { className: "says" }, reason)));
  };
  input.addEventListener("input", look);
  return { input, row: labelled("Note, in Markdown", input, toggle, shown) };
}

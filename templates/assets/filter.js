// Filters on a timeline: kind and facets combine, what is on the page is shown or hidden, and the choice is in the address.

const form = document.querySelector("form.filter");
const entries = [...document.querySelectorAll(".timeline .entry")].map(element => {
  const values = new Map();
  const add = (name, value, label) => values.set(`${name}/${value}`, { name, value, label });
  const kind = element.querySelector("[data-kind]");
  if (kind) add("kind", kind.dataset.kind, kind.textContent.trim());
  for (const link of element.querySelectorAll(".chips a")) {
    const [name, value] = new URL(link.href).pathname.split("/").slice(-3);
    add(name, decodeURIComponent(value), link.textContent.trim());
  }
  return { element, values };
});
const FEW = 6; // fewer entries than this are seen at a glance

if (form) {
  if (entries.length < FEW) form.hidden = true;
  else start();
}

function start() {
  const selects = [...form.querySelectorAll("select")];
  const status = form.querySelector("[role=status]");
  const reset = form.querySelector("button");
  const elsewhere = form.querySelector(".filter-elsewhere");
  const language = document.documentElement.lang;
  let numbers;
  let isNear = false;

  for (const select of selects) {
    const found = new Map();
    for (const { values } of entries)
      for (const each of values.values()) if (each.name === select.name) found.set(each.value, each.label);
    for (const [value, label] of found) {
      const option = new Option(label, value);
      option.dataset.label = label;
      select.add(option);
    }
    select.disabled = !found.size;
  }

  const number = count => (numbers ??= new Intl.NumberFormat(language)).format(count);
  const chosen = () => selects.filter(select => select.value).map(select => [select.name, select.value]);
  const has = (entry, choice) => choice.every(([name, value]) => entry.values.has(`${name}/${value}`));

  function apply() {
    const choice = chosen();
    let shown = 0;
    for (const entry of entries) {
      entry.element.hidden = !has(entry, choice);
      shown += !entry.element.hidden;
    }
    for (const group of document.querySelectorAll(".timeline .month, .timeline .year"))
      group.hidden = !group.querySelector(".entry:not([hidden])");
    if (isNear) count(choice);
    reset.hidden = !choice.length;
    status.textContent = choice.length
      ? form.dataset.shown.replace("{n}", number(shown)).replace("{all}", number(entries.length)) : "";
    if (elsewhere) {
      elsewhere.hidden = !choice.length;
      const link = elsewhere.querySelector("a");
      link.search = new URLSearchParams(choice);
    }
  }

  // Behind each choice, how many entries it would leave.
  function count(choice) {
    for (const select of selects) {
      const others = choice.filter(([name]) => name !== select.name);
      for (const option of [...select.options].slice(1)) {
        const left = entries.filter(entry => has(entry, [...others, [select.name, option.value]])).length;
        option.textContent = `${option.dataset.label} (${number(left)})`;
        option.disabled = !left && !option.selected;
      }
    }
  }

  // The rules of a language take a while to load: choices have their numbers and their order as soon as somebody comes near them.
  function approach() {
    if (isNear) return;
    isNear = true;
    const { compare } = new Intl.Collator(language);
    for (const select of selects) {
      const { value } = select;
      select.append(...[...select.options].slice(1).sort((a, b) => compare(a.dataset.label, b.dataset.label)));
      select.value = value;
    }
    count(chosen());
  }

  function restore() {
    const state = new URLSearchParams(location.search);
    for (const select of selects) {
      const value = state.get(select.name) ?? "";
      select.value = [...select.options].some(option => option.value === value) ? value : "";
    }
    apply();
  }

  function remember() {
    const state = new URLSearchParams(chosen());
    history.pushState(null, "", location.pathname + (state.size ? `?${state}` : ""));
    apply();
  }

  for (const near of ["pointerover", "focusin"]) form.addEventListener(near, approach);
  form.addEventListener("change", remember);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", event => {
    event.preventDefault();
    for (const select of selects) select.value = "";
    remember();
    selects.find(select => !select.disabled)?.focus();
  });
  addEventListener("popstate", restore);
  form.classList.add("is-ready");
  restore();
}

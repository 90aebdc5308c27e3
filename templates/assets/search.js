// The search page: words in, results out. The index was written with the site (docs/search.md); everything is fetched from here.
// What is shown is made of text nodes only.

import { parse, places, words } from "./words.js";

const form = document.querySelector("form.search");
const home = new URL(form.dataset.home, document.baseURI);
const found = document.querySelector(".found");
const status = found.querySelector("[role=status]");
const list = found.querySelector(".results");
const more = found.querySelector("button");
const browse = document.querySelector(".browse");
const number = new Intl.NumberFormat(document.documentElement.lang);

const PAGE = 10; // results shown at once
const MANY = 16; // files of words that may be fetched for the beginning of one
const PATIENCE = 200; // milliseconds after the last letter typed

// ---------------------------------------------------------------------------------------------------------------- the index

// A file of the index, fetched once. One that is gone belongs to an earlier build of the site, and holds nothing.
const fetched = new Map();
function file(path) {
  if (!fetched.has(path))
    fetched.set(path, fetch(new URL(`search/${path}.json`, home)).then(answer => {
      if (answer.ok) return answer.json();
      if (answer.status === 404) return [];
      throw new Error(`${answer.status} ${path}`);
    }).catch(problem => { fetched.delete(path); throw problem; }));
  return fetched.get(path);
}

const manifest = () => file("index").then(index => {
  if (!index.words) throw new Error("no index");
  return index;
});

// By code points, as the index is sorted; UTF-16 has another order.
function before(a, b) {
  const [x, y] = [[...a], [...b]];
  for (let n = 0; n < x.length && n < y.length; n++)
    if (x[n] !== y[n]) return x[n].codePointAt(0) < y[n].codePointAt(0);
  return x.length < y.length;
}

// Of sorted (first, name) the names of those in which the word may be, or words that begin with it.
const spanning = (files, word, prefix) => files.filter(([first], n) => {
  const next = files[n + 1]?.[0];
  return (!before(word, first) || (prefix && first.startsWith(word))) && (next === undefined || before(word, next));
}).map(([, name]) => name);

// What a place in a document is worth: its title, its quotations, any other text of it; of a source everything counts less.
const TEXT = 1, QUOTED = 2, TITLE = 4, OF_SOURCE = 8, OF_TERM = 16;
function worth(place) {
  if (place & OF_SOURCE) return (place & TITLE ? 3 : 0) + (place & TEXT ? 1 : 0);
  return (place & TITLE ? (place & OF_TERM ? 20 : 8) : 0) + (place & QUOTED ? 4 : 0) + (place & TEXT ? 2 : 0);
}

// The documents that a word stands in: key → worth. A whole word is worth twice a beginning. Of a beginning that very many
// words have only the whole word is looked for, and it is noted as `common`.
async function documents({ forms, prefix }, common) {
  const { words: lists } = await manifest();
  const all = new Map();
  for (const form of forms) {
    const stretches = (await Promise.all(spanning(lists, form, prefix).map(name => file(`lists/${name}`)))).flat();
    let wanted = spanning(stretches, form, prefix);
    if (wanted.length > MANY) {
      wanted = spanning(stretches, form);
      common.push(form);
    }
    for (const lines of await Promise.all(wanted.map(name => file(`words/${name}`))))
      for (const word in lines)
        if (word === form || (prefix && word.startsWith(form)))
          for (const [key, place] of unpacked(lines[word]))
            all.set(key, Math.max(all.get(key) ?? 0, worth(place) * (word === form ? 2 : 1)));
  }
  return all;
}

function* unpacked(line) {
  for (const day of line.split(" "))
    for (let n = 4; n < day.length; n += 4)
      yield [day.slice(0, 4) + day.slice(n, n + 3), parseInt(day[n + 3], 32)];
}

// The keys of all documents that every word stands in, the best and latest first. Whether words stand in the order that was
// asked for, the texts must say. `others` are results of Pagefind, still to be read: documents with other forms of the words.
async function lookUp(query, narrowed) {
  const asked = parse(query), common = [];
  const sequences = asked.filter(sequence => sequence.length > 1);
  const filters = Promise.all(narrowed.map(([facet, id]) => documents({ forms: [`=${facet}/${id}`], prefix: false })));
  const sets = [...await Promise.all(asked.flat().map(word => documents(word, common))), ...await filters];
  if (!sets.length) return { asked, sequences, common, keys: [], others: [] };
  sets.sort((a, b) => a.size - b.size);
  const [rarest, ...rest] = sets;
  const keys = [...rarest.keys()].filter(key => rest.every(set => set.has(key)));
  const score = new Map(keys.map(key => [key, sets.reduce((sum, set) => sum + set.get(key), 0)]));
  keys.sort((a, b) => score.get(b) - score.get(a) || (a < b ? 1 : -1));
  const narrow = await filters, known = new Set(keys);
  const others = asked.length && !sequences.length ? await otherForms(query) : [];
  const fresh = key => !known.has(key) && narrow.every(set => set.has(key));
  const unread = others.map(other => async () => {
    const key = await other();
    return fresh(key) ? key : "";
  });
  return { asked, sequences, common, keys, others: unread };
}

// Pagefind, where the site has it: each result says its key when it is asked. Where it fails, nothing is lost but other forms.
async function otherForms(query) {
  if (!(await manifest()).pagefind) return [];
  try {
    const pagefind = await import(new URL("pagefind/pagefind.js", home));
    const { results } = await pagefind.search(query);
    return results.map(each => async () => /([0-9a-v]{7})\.html$/.exec((await each.data()).url)?.[1] ?? "");
  } catch (problem) {
    console.warn(problem);
    return [];
  }
}

async function load(key) {
  const { documents: lists } = await manifest();
  const files = (await Promise.all(spanning(lists, key).map(name => file(`lists/${name}`)))).flat();
  return (await file(`documents/${spanning(files, key)[0]}`))[key];
}

// Every sequence of more than one word stands somewhere in the document as a whole.
function holds(document, sequences) {
  if (!sequences.length) return true;
  const texts = [document.title, document.credit ?? "", ...document.texts.map(each => each.text)].map(words);
  return sequences.every(sequence => texts.some(text => places(sequence, text).length));
}

// -------------------------------------------------------------------------------------------------------------- the results

const make = (name, className, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

// A text with the words that were asked for marked: text nodes and <mark>.
function marked(text, asked) {
  const wholes = words(text);
  const spans = asked.flatMap(sequence => places(sequence, wholes)).sort((a, b) => a.start - b.start);
  const pieces = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    const last = pieces.at(-1);
    if (from === at && last instanceof HTMLElement) last.append(text.slice(from, end));
    else pieces.push(text.slice(at, from), make("mark", "", text.slice(from, end)));
    at = end;
  }
  return [...pieces, text.slice(at)];
}

const AROUND = 90, LENGTH = 300; // characters before the first word that was found, and in all

function cut(text, asked) {
  if (text.length <= LENGTH) return text;
  const wholes = words(text);
  const first = Math.min(...asked.flatMap(sequence => places(sequence, wholes)).map(each => each.start));
  let start = Number.isFinite(first) && first > LENGTH - AROUND ? first - AROUND : 0;
  let end = Math.min(text.length, start + LENGTH);
  const space = text.indexOf(" ", start);
  if (start && space >= 0 && space < first) start = space + 1;
  if (/[\udc00-\udfff]/.test(text[start])) start++;
  const last = text.lastIndexOf(" ", end);
  if (end < text.length && last > first) end = last;
  return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
}

// The texts in which the words are best seen: one, or two where the first does not have them all.
const ORDER = ["quotation", "summary", "names", "note", "introduction", "translation", "source"];
function excerpts(document, asked) {
  const candidates = document.texts.map(text => {
    const wholes = words(text.text);
    return { text, has: asked.map(sequence => places(sequence, wholes).length > 0) };
  });
  candidates.sort((a, b) =>
    b.has.filter(Boolean).length - a.has.filter(Boolean).length || ORDER.indexOf(a.text.in) - ORDER.indexOf(b.text.in));
  const [best, ...others] = candidates;
  if (!best) return [];
  const rest = others.find(each => each.has.some((has, n) => has && !best.has[n]));
  return rest ? [best.text, rest.text] : [best.text];
}

function spoken(element, language) {
  if (language) {
    element.lang = language;
    element.dir = "auto";
  }
  return element;
}

function result(each, asked) {
  const url = new URL(each.url, home);
  const link = make("a", "", ...marked(each.title.normalize("NFC"), asked));
  link.href = url.href;
  const facts = make("p", "result-facts", make("span", "kind", each.kind.label));
  if (each.date) facts.append(" ", make("span", "result-date", each.date));
  if (each.credit) facts.append(" ", make("span", "publisher", ...marked(each.credit.normalize("NFC"), asked)));
  const item = make("li", "result", spoken(make("h2", "", link), each.language), facts);
  for (const text of excerpts(each, asked)) {
    const words = marked(cut(text.text.normalize("NFC"), asked), asked);
    const isQuotation = text.in === "quotation" || text.in === "source";
    if (!isQuotation) {
      item.append(spoken(make("p", "result-text", ...words), text.language));
      continue;
    }
    const paragraph = make("p", "", ...words);
    if (text.at) {
      const place = make("a", "", ...words);
      place.href = `${url.href}#${text.at}`;
      paragraph.replaceChildren(place);
    }
    item.append(spoken(make("blockquote", "result-text", paragraph), text.language));
    if (text.credit) item.append(make("p", "result-credit", text.credit));
  }
  return item;
}

// ---------------------------------------------------------------------------------------------------------------- the page

let asking = 0; // the number of the latest question: late answers to earlier ones are dropped
let showMore = () => {};

const say = (what, n) => { status.textContent = what.replace("{n}", n === undefined ? "" : number.format(n)); };

async function search() {
  const mine = ++asking;
  const query = form.q.value.trim();
  const narrowed = choices().filter(select => select.value).map(select => [select.name, select.value]);
  const empty = !query && !narrowed.length;
  browse.hidden = !empty;
  found.hidden = empty;
  more.hidden = true;
  if (empty) { list.replaceChildren(); say(""); return; }
  const { found: some, more: moreThan, nothing, busy, failed, short } = form.dataset;
  const slow = setTimeout(() => mine === asking && say(busy), 400);
  try {
    const { asked, sequences, common, keys, others } = await lookUp(query, narrowed);
    if (mine !== asking) return;
    if (query && !asked.length) { list.replaceChildren(); say(short); return; }
    const waiting = [...keys, ...others];
    let next = 0, shown = 0;
    // Reads on until a page is full. A document is passed over if it has the words but not in their order.
    const page = async () => {
      const fresh = [];
      while (next < waiting.length && fresh.length < PAGE) {
        const batch = waiting.slice(next, next += sequences.length ? PAGE : PAGE - fresh.length);
        const read = await Promise.all(batch.map(async each => {
          const key = typeof each === "string" ? each : await each();
          return key && load(key);
        }));
        if (mine !== asking) return [];
        for (const each of read) if (each && holds(each, sequences)) fresh.push(each);
      }
      shown += fresh.length;
      return fresh.map(each => result(each, asked));
    };
    const items = await page();
    if (mine !== asking) return;
    list.replaceChildren(...items);
    const tell = () => {
      const open = next < waiting.length;
      more.hidden = !open;
      if (!sequences.length && !others.length) say(keys.length ? some : nothing, keys.length);
      else say(open ? moreThan : shown ? some : nothing, shown);
      if (common.length) status.append(" ", form.dataset.common.replace("{word}", common[0]));
      browse.hidden = shown > 0;
    };
    tell();
    showMore = async () => {
      const items = await page();
      if (mine !== asking) return;
      list.append(...items);
      tell();
      items[0]?.querySelector("a").focus();
    };
  } catch (problem) {
    if (mine !== asking) return;
    list.replaceChildren();
    say(failed);
    browse.hidden = false;
    console.warn(problem);
  } finally {
    clearTimeout(slow);
  }
}

// The state of the page is its address: ?q=…&kind=…&people=…
const choices = () => [...form.querySelectorAll("select")];

function address() {
  const state = new URLSearchParams();
  if (form.q.value.trim()) state.set("q", form.q.value.trim());
  for (const select of choices()) if (select.value) state.set(select.name, select.value);
  return `${location.pathname}${state.size ? `?${state}` : ""}`;
}

function restore() {
  const state = new URLSearchParams(location.search);
  form.q.value = state.get("q") ?? "";
  for (const select of choices()) {
    const value = state.get(select.name) ?? "";
    // A term that is not among the largest has no line here until it is asked for.
    if (![...select.options].some(option => option.value === value)) select.add(new Option(value, value));
    select.value = value;
  }
  return search();
}

function ask() {
  if (address() !== location.pathname + location.search) history.pushState(null, "", address());
  return search();
}

let typing;
form.addEventListener("input", event => {
  clearTimeout(typing);
  if (event.target === form.q) {
    typing = setTimeout(() => { history.replaceState(null, "", address()); search(); }, PATIENCE);
  }
});
form.addEventListener("change", event => { if (event.target !== form.q) ask(); });
form.addEventListener("submit", event => { event.preventDefault(); clearTimeout(typing); ask(); });
more.addEventListener("click", () => showMore());
addEventListener("popstate", restore);

form.classList.add("is-ready");
restore();

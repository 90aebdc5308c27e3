/* What a script adds to a source's page: the switch for highlights, an answer where a passage is clicked, and memory.
   The texts stand in the page's <template id="reading">. Without this file the page is whole. */
"use strict";
(() => {
  const root = document.documentElement;
  const memory = {
    get(name) { try { return localStorage.getItem("digest." + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("digest." + name, value); } catch { /* not allowed to remember */ } },
  };

  for (const button of document.querySelectorAll("template.copy")) {
    const [copy, said] = button.content.cloneNode(true).children;
    const text = document.getElementById(button.dataset.of);
    button.after(copy, said);
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        said.textContent = said.dataset.said;
      } catch {
        getSelection().selectAllChildren(text);
      }
    });
  }

  const remember = details => {
    const name = details.dataset.remember;
    details.open = memory.get(name) === "open";
    details.addEventListener("toggle", () => memory.set(name, details.open ? "open" : ""));
  };
  document.querySelectorAll("details[data-remember]").forEach(remember);

  const template = document.getElementById("reading");
  const article = document.querySelector(".source-text");
  if (!template || !article) return;
  const [tools, more, places, unlisted] = template.content.cloneNode(true).children;

  // The switch. Another page, or this one in another tab, follows.
  const choose = value => {
    const input = tools.querySelector(`input[value="${value}"]`);
    if (input) input.checked = true;
    root.dataset.highlights = input ? value : "on";
  };
  choose(memory.get("highlights") || "on");
  tools.addEventListener("change", event => {
    choose(event.target.value);
    memory.set("highlights", event.target.value);
  });
  addEventListener("storage", event => event.key === "digest.highlights" && choose(event.newValue || "on"));

  // The list of notes, which its own summary opens where there is no script. On a heavy page it is filled here.
  if (unlisted) {
    const titles = [...article.querySelectorAll(".note:not(:has(.repeated)) .note-title")];
    unlisted.querySelector("ol").append(...titles.map(title => {
      const item = document.createElement("li");
      const link = title.cloneNode(true);
      item.value = title.closest(".note").querySelector(".note-number").textContent;
      link.href = "#" + title.closest(".note").id;
      link.removeAttribute("class");
      item.append(link);
      return item;
    }));
    article.before(unlisted);
    remember(unlisted.querySelector("details"));
  }
  const overview = document.querySelector(".overview");
  (overview || article).before(tools);
  if (overview) {
    const details = overview.querySelector("details");
    const all = tools.querySelector(".all");
    const say = () => all.setAttribute("aria-expanded", details.open);
    all.addEventListener("click", () => {
      details.open = !details.open;
      if (details.open && overview.getBoundingClientRect().top < 0) overview.scrollIntoView();
    });
    details.addEventListener("toggle", say);
    say();
    overview.classList.add("has-tools");
  }

  // Which segments a passage has, and how long it is.
  const passages = new Map();
  const shared = new Set();
  for (const mark of article.querySelectorAll("mark")) {
    const keys = mark.dataset.quotation.split(" ");
    for (const key of keys) {
      const passage = passages.get(key) || { marks: [], length: 0 };
      passage.marks.push(mark);
      passage.length += mark.textContent.length;
      passages.set(key, passage);
      if (keys.length > 1) shared.add(key);
    }
  }
  const note = key => document.getElementById(key.replace(/^q-/, "note-"));
  const smallestFirst = keys => keys.filter(note).sort((a, b) => passages.get(a).length - passages.get(b).length);

  // The passage and the note that an address points to, in all their parts.
  let lit = [];
  const light = () => {
    for (const each of lit) each.classList.remove("is-lit");
    const id = decodeURIComponent(location.hash.slice(1));
    const key = id.replace(/^note-/, "q-");
    lit = passages.has(key) ? [...passages.get(key).marks, note(key)].filter(Boolean) : [];
    for (const each of lit) each.classList.add("is-lit");
  };
  addEventListener("hashchange", light);
  light();

  const isInView = element => {
    const box = element.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  };
  // Points to it where it stands: nothing moves, and “back” leads to where the reader was before.
  const point = id => {
    const [x, y] = [scrollX, scrollY];
    location.replace("#" + id);
    scrollTo(x, y);
  };

  const list = (keys, x, y) => {
    places.querySelector("ul").replaceChildren(...keys.map(key => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const title = note(key).querySelector(".note-title");
      link.href = "#" + note(key).id;
      link.dataset.n = note(key).querySelector(".note-number").textContent;
      link.lang = title.lang || root.lang;
      link.textContent = title.textContent;
      item.append(link);
      return item;
    }));
    const width = root.clientWidth;
    const at = getComputedStyle(root).direction === "rtl" ? width - x : x;
    places.style.setProperty("--x", `${at}px`);
    places.style.setProperty("--y", `${y + scrollY}px`);
    places.showPopover();
    places.querySelector("a").focus({ preventScroll: true });
  };
  if (places.showPopover) {
    document.body.append(places);
    places.addEventListener("click", event => event.target.closest("a") && places.hidePopover());
    for (const key of shared) {
      const others = new Set(passages.get(key).marks.flatMap(mark => mark.dataset.quotation.split(" ")));
      others.delete(key);
      const button = more.cloneNode(true);
      button.querySelector("b").textContent = `+${others.size}`;
      note(key)?.querySelector(".note-head").append(button);
      button.addEventListener("click", () => {
        const box = button.getBoundingClientRect();
        list(smallestFirst([...others]), root.dir === "rtl" ? box.right : box.left, box.bottom);
      });
    }
  }

  // A click on marked words: the smallest passage answers, the others are listed.
  article.addEventListener("click", event => {
    const mark = event.target.closest("mark");
    if (!mark || event.target.closest("a") || root.dataset.highlights === "off" || !getSelection().isCollapsed) return;
    const [first, ...others] = smallestFirst(mark.dataset.quotation.split(" "));
    if (!first) return;
    if (!others.length || !places.showPopover) {
      if (isInView(note(first))) point(note(first).id);
      else location.hash = note(first).id;
      return;
    }
    point(first);
    article.querySelector(`.ref a[href="#${CSS.escape(note(first).id)}"]`)?.focus({ preventScroll: true });
    list([first, ...others], event.clientX, event.clientY);
  });
})();

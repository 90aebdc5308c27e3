// The preview's part in the browser: loads a page again when the site has changed, keeps its place and focus, swaps style sheets,
// and lays the messages of a failed build over the page. It speaks livereload's protocol (official-7).
"use strict";
(() => {
  const STATUS = "/_digest/status";
  const STYLE = "/_digest/preview.css";
  const RETRY = 500; // milliseconds between attempts to reach a preview that was stopped
  const GRACE = 150; // milliseconds that a message may be late
  const place = `digest-preview:${location.pathname}`;

  // The site that this page is of; null after a swap of style sheets, which brings the page up to whatever site is told next.
  let { site } = document.currentScript.dataset;
  const { token } = document.currentScript.dataset;
  let hidden = ""; // the messages that the reader has put away
  let leaving = false;

  let waiting = false; // somebody is writing in the page; it is not the time

  restorePlace();
  connect();
  document.addEventListener("digest:released", () => {
    if (waiting) check();
    waiting = false;
  });

  function connect() {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/livereload`);
    socket.onopen = () => {
      socket.send(JSON.stringify({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] }));
      socket.send(JSON.stringify({ command: "info", url: location.href }));
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.command === "reload") load(message.path);
    };
    socket.onclose = () => setTimeout(connect, RETRY);
  }

  function load(path) {
    if (path === STATUS) check();
    else if (path.endsWith(".css") && swap(path)) site = null;
    else reload();
  }

  // The answer may be ahead of the message that tells of a new site: the page is loaded again if none comes that spares it.
  async function check(isLate = false) {
    const status = await (await fetch(STATUS)).json();
    if (site === null) site = status.site;
    if (status.site === site) show(status.messages);
    else if (isLate) reload();
    else setTimeout(check, GRACE, true);
  }

  // Several messages may ask for it before the page is gone; the place is kept once.
  function reload() {
    if (leaving || isHeld()) return;
    leaving = true;
    sessionStorage.setItem(place, JSON.stringify({ left: scrollX, top: scrollY, focus: focused() }));
    location.reload();
  }

  // True while a part of the page asks to be left alone; it says “digest:released” when that is over.
  function isHeld() {
    const isFree = document.dispatchEvent(new CustomEvent("digest:reload", { cancelable: true }));
    waiting = !isFree;
    return waiting;
  }

  // Where the focus is: from the nearest id, or the root, the numbers of the children; and what is typed and selected there.
  function focused() {
    let at = document.activeElement;
    if (!at || at === document.body) return null;
    const { value, selectionStart, selectionEnd, form } = at;
    const typed = typeof value === "string" && form !== undefined ? { value, selectionStart, selectionEnd } : {};
    const steps = [];
    for (; at.parentElement && !at.id; at = at.parentElement) steps.unshift([...at.parentElement.children].indexOf(at));
    return { id: at.id, steps, ...typed };
  }

  function refocus({ id, steps, value, selectionStart, selectionEnd }) {
    let at = id ? document.getElementById(id) : document.documentElement;
    for (const step of steps) at = at?.children[step];
    if (!at) return;
    if (typeof at.value === "string" && value !== undefined && value !== at.value) {
      at.value = value;
      at.dispatchEvent(new Event("input", { bubbles: true }));
    }
    at.focus({ preventScroll: true });
    if (typeof selectionStart === "number") at.setSelectionRange?.(selectionStart, selectionEnd);
  }

  function restorePlace() {
    const kept = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    if (!kept) return;
    const { left, top, focus } = JSON.parse(kept);
    if (focus) document.addEventListener("DOMContentLoaded", () => refocus(focus), { once: true });
    const restore = () => scrollTo({ left, top, behavior: "instant" });
    restore();
    // Pictures that had no size yet have moved it.
    if (document.readyState !== "complete") addEventListener("load", restore, { once: true });
  }

  // True where the page has the style sheet. The old one goes when the new one is there, so nothing flickers.
  function swap(path) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((link) => new URL(link.href).pathname === path);
    for (const link of links) {
      const fresh = link.cloneNode();
      fresh.href = `${path}?${Date.now()}`;
      fresh.onload = () => link.remove();
      fresh.onerror = () => fresh.remove();
      link.after(fresh);
    }
    return links.length > 0;
  }

  // -------------------------------------------------------------------------------------------------------------------

  function show(messages) {
    document.getElementById("digest-preview")?.remove();
    const key = JSON.stringify(messages);
    if (!messages.length || key === hidden || isHeld()) return;
    hidden = "";
    const hide = element("button", "Hide");
    const head = element("header", element("h1", messages.length === 1 ? "Not built: 1 error" : `Not built: ${messages.length} errors`), hide);
    const note = element("p", site ? "Below is the last good build. This goes away when the files are mended." : "The page appears when the files are mended.");
    const panel = element("div", head, note, element("ol", ...messages.map(item)));
    panel.id = "digest-preview";
    panel.lang = "en";
    panel.dir = "ltr";
    panel.setAttribute("role", "alert");
    const away = () => {
      hidden = key;
      panel.remove();
    };
    hide.type = "button";
    hide.onclick = away;
    panel.onkeydown = (event) => {
      if (event.key === "Escape") away();
    };
    styled(() => document.body.append(panel));
  }

  function item({ place, code, message, hint, excerpt, key, instead }) {
    const parts = [element("p", element("code", place), " ", element("span", code)), element("p", message)];
    if (excerpt) parts.push(element("pre", excerpt));
    if (hint) parts.push(element("p", `Hint: ${hint}`));
    if (key) {
      const accept = element("button", `Write “${instead}”`);
      accept.type = "button";
      accept.onclick = () => mend(key, accept);
      parts.push(accept);
    }
    parts[1].className = "message";
    return element("li", ...parts);
  }

  // Accepts a suggestion: the file changes, and the next build tells of it.
  async function mend(key, accept) {
    const headers = { "Content-Type": "application/json", "X-Digest-Token": token };
    const answer = await fetch("/_digest/edit/mend", { method: "POST", headers, body: JSON.stringify({ key }) });
    if (!answer.ok) accept.replaceWith(element("p", (await answer.json()).message));
  }

  // What stands in the files is text and never markup.
  function element(name, ...children) {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  }

  function styled(then) {
    if (document.querySelector(`link[href="${STYLE}"]`)) return then();
    const link = element("link");
    link.rel = "stylesheet";
    link.href = STYLE;
    link.onload = link.onerror = then;
    document.head.append(link);
  }
})();

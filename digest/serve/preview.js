// The preview's part in the browser: loads a page again when the site has changed, keeps its place, swaps style sheets,
// and lays the messages of a failed build over the page. It speaks livereload's protocol (official-7).
"use strict";
(() => {
  const STATUS = "/_digest/status";
  const STYLE = "/_digest/preview.css";
  const RETRY = 500; // milliseconds between attempts to reach a preview that was stopped
  const place = `digest-preview:${location.pathname}`;

  // The site that this page is of; null after a swap of style sheets, which brings the page up to whatever site is told next.
  let site = document.currentScript.dataset.site;
  let hidden = ""; // the messages that the reader has put away
  let leaving = false;

  restorePlace();
  connect();

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

  async function check() {
    const status = await (await fetch(STATUS)).json();
    if (site === null) site = status.site;
    if (status.site !== site) reload();
    else show(status.messages);
  }

  // Several messages may ask for it before the page is gone; the place is kept once.
  function reload() {
    if (leaving) return;
    leaving = true;
    sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY]));
    location.reload();
  }

  function restorePlace() {
    const kept = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    if (!kept) return;
    const [left, top] = JSON.parse(kept);
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
    if (!messages.length || key === hidden) return;
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

  function item({ place, code, message, hint, excerpt }) {
    const parts = [element("p", element("code", place), " ", element("span", code)), element("p", message)];
    if (excerpt) parts.push(element("pre", excerpt));
    if (hint) parts.push(element("p", `Hint: ${hint}`));
    parts[1].className = "message";
    return element("li", ...parts);
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

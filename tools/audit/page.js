// What is asked of a page in the browser. Each function returns a list of faults, in words.
(() => {
  const named = e => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""} ${(e.innerText || e.ariaLabel || "").trim().slice(0, 30)}`;
  const shown = e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && box.right > 0 && box.bottom + scrollY > 0;
  };

  // 1.4.10: nothing is wider than the window, on either side, but what scrolls by itself.
  const overflow = () => {
    const width = document.documentElement.clientWidth;
    const scrolls = e => e && e !== document.body && (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const over = e => { const box = e.getBoundingClientRect(); return box.width && box.bottom > 0 && (box.right > width + 1 || box.left < -1); };
    const bad = [...document.body.querySelectorAll("*")].filter(e => over(e) && !scrolls(e.parentElement)).slice(0, 4).map(named);
    if (document.documentElement.scrollWidth > width + 1) bad.push(`${document.documentElement.scrollWidth} px wide`);
    return bad;
  };

  // 2.5.8: a target has 24 by 24 px, or a circle of that size to itself, or stands in a line of text.
  const crowded = () => {
    const targets = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter(shown);
    const inText = e => e.tagName === "A" && getComputedStyle(e).display === "inline"
      && [...e.parentNode.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const distance = (x, y, box) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    return targets.filter(e => {
      const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
      return (box.width < 24 || box.height < 24) && !inText(e)
        && targets.some(o => o !== e && !o.contains(e) && !e.contains(o) && distance(x, y, o.getBoundingClientRect()) < 12);
    }).map(named);
  };

  // 1.4.12: with the reader's own spacing nothing is cut off.
  const clipped = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
    document.adoptedStyleSheets.push(sheet);
    const cut = [...document.body.querySelectorAll("*")].filter(e => e.children.length < 4 && e.innerText && shown(e)
      && /hidden|clip/.test(getComputedStyle(e).overflowY) && e.clientHeight > 8 && e.scrollHeight > e.clientHeight + 3).map(named);
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth + 1 ? ["the page is wider than the window"] : [];
    document.adoptedStyleSheets.pop();
    return [...cut.slice(0, 5), ...wide];
  };

  // 2.4.7 and 2.4.11: what has the focus shows it, and is in sight. null where nothing has it.
  const focus = () => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const look = () => ["", "::after"].map(part => getComputedStyle(e, part))
      .map(s => [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderColor, s.color, s.textDecoration].join()).join();
    const on = look(), box = e.getBoundingClientRect();
    e.blur();
    const off = look();
    e.focus({ focusVisible: true });
    if (on === off) return [`no sign of focus on ${named(e)}`];
    return box.width < 1 || box.bottom < 0 || box.right < 0 || box.top > innerHeight ? [`focus out of sight on ${named(e)}`] : [];
  };

  const text = () => (document.querySelector("main") || document.body).innerText.replace(/\s+/g, " ").trim();
  const moving = () => document.getAnimations().filter(each => each.playState === "running").map(() => "an animation runs");

  window.audit = { overflow, crowded, clipped, focus, text, moving };
})();

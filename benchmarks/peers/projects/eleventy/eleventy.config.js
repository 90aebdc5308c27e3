// One pass over the articles makes every list; a note is rendered once, wherever it stands.
const md = require("markdown-it")({ html: true });

module.exports = function (config) {
  const memo = new Map();
  config.addFilter("md", text => {
    let html = memo.get(text);
    if (html === undefined) memo.set(text, html = md.render(text));
    return html;
  });
  config.addFilter("day", date => (date instanceof Date ? date.toISOString() : String(date)).slice(0, 10));
  config.addFilter("first", (list, count) => list.slice(0, count));
  config.addFilter("tagname", (slug, names) => names[slug]);

  let last = null, lastItems = null;
  const lists = api => {
    const items = api.getFilteredByGlob("src/articles/*.html");
    if (lastItems === items) return last;
    const all = [], months = new Map(), years = new Map(), tags = new Map();
    for (const page of items)
      for (const each of page.data.annotations || []) all.push({ ...each, page, url: page.url, title: page.data.title });
    all.sort((x, y) => x.date < y.date ? -1 : x.date > y.date ? 1 : x.id < y.id ? -1 : 1);
    const push = (map, key, value) => { const list = map.get(key); if (list) list.push(value); else map.set(key, [value]); };
    for (const each of all) {
      push(months, each.date.slice(0, 7), each);
      push(years, each.date.slice(0, 4), each);
      for (const tag of each.tags) push(tags, tag, each);
    }
    const list = map => [...map].sort((x, y) => x[0] < y[0] ? -1 : 1).map(([key, annos]) => ({ key, annos }));
    const days = annos => { const map = new Map(); for (const each of annos) push(map, each.date, each); return list(map); };
    lastItems = items;
    return last = {
      latest: all.slice(-50).reverse(),
      months: list(months).map(m => ({ ...m, year: m.key.slice(0, 4), mm: m.key.slice(5), days: days(m.annos) })),
      years: list(years),
      tagpages: list(tags),
    };
  };
  for (const name of ["months", "years", "tagpages", "latest"]) config.addCollection(name, api => lists(api)[name]);
  return {
    dir: { input: "src", output: "public", includes: "_includes" },
    htmlTemplateEngine: false,
    markdownTemplateEngine: false,
  };
};

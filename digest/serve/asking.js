// Requests to the preview's own server, and the elements that answers are shown in.

const { token } = document.querySelector("script[data-token]").dataset;

// The answer to a request as `{ok, status, ...}`; without a connection, what to say of that.
export async function ask(act, table = {}) {
  try {
    const answer = await fetch(`/_digest/edit/${act}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Digest-Token": token },
      body: JSON.stringify(table),
    });
    return { ok: answer.ok, status: answer.status, ...(await answer.json()) };
  } catch {
    return { ok: false, status: 0, message: "The preview does not answer. What you have written is kept in this tab." };
  }
}

// An element with properties, attributes (in `aria` and `data`) and children; text is text and never markup.
export function element(name, { aria = {}, data = {}, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  for (const [key, value] of Object.entries(aria)) made.setAttribute(key === "role" ? key : `aria-${key}`, value);
  Object.assign(made.dataset, data);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function button(label, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, label);
}

// The beginning of a text, for labels.
export function short(text, length = 40) {
  const letters = [...text.replace(/\s+/g, " ").trim()];
  return letters.length > length ? `${letters.slice(0, length - 1).join("").trim()}…` : letters.join("");
}

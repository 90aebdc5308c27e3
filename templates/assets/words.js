// Words as the search knows them, the same as digest/text/words.py makes of the documents: a test compares the two.

const DENSE =
  "\\u2e80-\\u2fdf\\u3005\\u3007\\u3021-\\u3029\\u3038-\\u303b\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}" +
  "\\u3041-\\u3096\\u3099-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u{1aff0}-\\u{1b16f}" +
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff";
const NOTHING = new RegExp(
  "^[\\u00ad\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u061c\\u0640" +
  "\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u200b-\\u200f" +
  "\\u202a-\\u202e\\u2060-\\u2069\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff\\u{e0100}-\\u{e01ef}]$", "u");
const LETTER = /^[\p{L}\p{M}\p{N}]$/u;
const IS_DENSE = new RegExp(`^[${DENSE}]$`, "u");
const LONGEST = 32;

const LETTERS = new Map(Object.entries({
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i", ħ: "h", ŋ: "ng", ŧ: "t", ə: "e", ƒ: "f", ς: "σ",
  ґ: "г", "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647", "\u06c1": "\u0647", "\u06a9": "\u0643",
  "\u02bc": " ", "\u02bb": " ",
}));
for (const zero of [0x660, 0x6f0, 0x966, 0x9e6])
  for (let n = 0; n < 10; n++) LETTERS.set(String.fromCodePoint(zero + n), String(n));

const SPELT_OUT = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa", Ä: "ae", Ö: "oe", Ü: "ue", Ø: "oe", Å: "aa" };
const UMLAUT = /[äöüøåÄÖÜØÅ]/g;

const known = new Map();

// What a character counts as: letters and digits, a space, or nothing.
function folded(character) {
  let found = known.get(character);
  if (found === undefined) {
    found = "";
    for (const lower of character.normalize("NFKD"))
      for (const plain of lower.toLowerCase().normalize("NFKD"))
        found += NOTHING.test(plain) ? "" : LETTERS.get(plain) ?? (LETTER.test(plain) ? plain : " ");
    found = found.normalize("NFC");
    known.set(character, found);
  }
  return found;
}

export function fold(text) {
  let found = "";
  for (const character of text.normalize("NFC")) found += folded(character);
  return found;
}

const speltOut = text => text.replace(UMLAUT, letter => SPELT_OUT[letter]);

// The words of a text in their order: {text, spelt, start, end}; `spelt` is "" or the word with its umlauts spelt out, and
// `start` and `end` are offsets in the text, which must be in NFC.
export function words(text) {
  const found = [];
  let run = [], dense = false, offset = 0;
  const close = () => {
    if (dense)
      run.forEach((each, n) => found.push({
        text: each.text + (run[n + 1]?.text ?? ""), spelt: "", start: each.start, end: (run[n + 1] ?? each).end,
      }));
    else if (run.length) {
      const points = [...run.map(each => each.text).join("")];
      const start = run[0].start, end = run.at(-1).end;
      const original = text.slice(start, end), spelt = speltOut(original);
      if (points.length > 1 || /^\p{Nd}$/u.test(points[0]))
        found.push({
          text: points.slice(0, LONGEST).join(""), start, end,
          spelt: spelt === original ? "" : [...fold(spelt)].slice(0, LONGEST).join(""),
        });
    }
    run = [];
  };
  for (const character of text) {
    const start = offset, end = offset += character.length;
    for (const each of folded(character)) {
      if (each === " ") { close(); continue; }
      if (run.length && IS_DENSE.test(each) !== dense) close();
      dense = IS_DENSE.test(each);
      run.push({ text: each, start, end });
    }
  }
  close();
  return found;
}

const QUOTED = /["“”„‟«»「」『』]([^"“”„‟«»「」『』]+)["“”„‟«»「」『』]|[^\s"“”„‟«»「」『』]+/gu;

// What a reader asks for: a list of sequences of words, each {forms, prefix}. All must be there. Words in quotation marks are one
// sequence, and so is a run of a script without spaces; any other word is one of its own, whose beginning is enough.
export function parse(query) {
  const asked = [];
  for (const [whole, quoted] of query.normalize("NFC").matchAll(QUOTED)) {
    const found = words(quoted ?? whole);
    const sequences = [];
    found.forEach((word, n) => {
      const last = found[n - 1];
      const overlaps = last !== undefined && word.start < last.end;
      if (n && (quoted !== undefined || overlaps)) sequences.at(-1).push(word);
      else sequences.push([word]);
    });
    for (const sequence of sequences) {
      // The pairs of a run say it all; its last character alone is there for those who look for what begins with it.
      if (sequence.length > 1 && sequence.at(-1).start < sequence.at(-2).end) sequence.pop();
      asked.push(sequence.map(word => ({
        forms: [...new Set([word.text, word.spelt || word.text])],
        prefix: quoted === undefined && ([...word.text].length > 2 || (word.text.length < 3 && IS_DENSE.test(word.text))),
      })));
    }
  }
  return asked;
}

export const matches = (wanted, word) => wanted.forms.some(form =>
  wanted.prefix ? word.text.startsWith(form) || word.spelt.startsWith(form) : word.text === form || word.spelt === form);

// Where the sequence stands among the words of a text: {start, end} for each place.
export function places(sequence, found) {
  const places = [];
  for (let n = 0; n + sequence.length <= found.length; n++)
    if (sequence.every((wanted, k) => matches(wanted, found[n + k])))
      places.push({ start: found[n].start, end: Math.max(...sequence.map((_, k) => found[n + k].end)) });
  return places;
}

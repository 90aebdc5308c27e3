// What is selected, as the server wants to know it: the ends in UTF-16 code units from the beginning of their blocks, whose places
// in the source's text the page names (data-start, in code points), and the words themselves, so that the server can compare.

const BLOCKS = "[data-source] [data-start][data-end]";

// The selected words of a source, or null.
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const pieces = [...document.querySelectorAll(BLOCKS)]
    .filter((block) => range.intersectsNode(block) && !block.querySelector("[data-start]"))
    .map((block) => piece(block, range))
    .filter((found) => found !== null);
  const mine = pieces.filter((each) => each.source === pieces[0].source);
  if (!mine.length) return null;
  const last = mine[mine.length - 1];
  return {
    source: mine[0].source,
    start_block: mine[0].block,
    start_units: mine[0].start,
    end_block: last.block,
    end_units: last.end,
    text: mine.map((each) => each.text).join("\n"),
  };
}

// The part of a block that a range covers.
function piece(block, range) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let [units, start, end, text] = [0, null, 0, ""];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (isBeside(node, block)) continue;
    const isFirst = node === range.startContainer;
    const isLast = node === range.endContainer;
    // A node that holds neither end lies in the range as a whole, or not at all.
    if (isFirst || isLast || range.comparePoint(node, 0) === 0) {
      const from = isFirst ? range.startOffset : 0;
      const to = isLast ? range.endOffset : node.length;
      if (to > from) {
        start ??= units + from;
        end = units + to;
        text += node.data.slice(from, to);
      }
    }
    units += node.length;
  }
  if (!text.trim()) return null;
  return { source: block.closest("[data-source]").dataset.source, block: Number(block.dataset.start), start, end, text };
}

// True for what is no text of the source: numbers of notes, and white space between elements.
function isBeside(node, block) {
  return node.parentElement.closest("[data-aside]") !== null || (node.parentElement === block && block.children.length > 0 && !node.data.trim());
}

// The words selected in a text field that holds a whole source.
export function selectedIn(field, source) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  return { source, start_block: 0, start_units: start, end_block: 0, end_units: end, text: value.slice(start, end) };
}

// The source that a page is about, or "".
export function sourceHere() {
  return document.querySelector("article[data-source]")?.dataset.source ?? "";
}

// Where the reader is in the source: the code point at which the first block in sight begins.
export function placeHere() {
  const inSight = [...document.querySelectorAll(BLOCKS)].find((block) => block.getBoundingClientRect().bottom > 0);
  return inSight ? Number(inSight.dataset.start) : 0;
}

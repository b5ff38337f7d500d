// Makes DOM nodes, and nothing else: no text of anybody's ever becomes HTML.

/**
 * A node.
 *
 * @param {string} name - Of the element, with its classes: `p.kept`.
 * @param {...(Node|string|Object|Array)} parts - Children, and objects of attributes: false
 *   leaves one out, functions listen (`onclick`). What is false is left out.
 */
export function element(name, ...parts) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  return fill(node, parts);
}

/** A button that submits nothing, by its classes. */
export const button = (classes, ...parts) =>
  element(`button.${classes}`, { type: "button" }, parts);

/** A form that does something instead of leaving the page. */
export const form = (classes, deed, ...parts) =>
  element(
    `form.${classes}`,
    {
      onsubmit: (event) => {
        event.preventDefault();
        deed(event.target);
      },
    },
    parts,
  );

/** The name of what shows only a drawing. */
export const named = (name) => ({ "aria-label": name, title: name });

/** A drawing of a few strokes; it says nothing to who cannot see it. */
export function icon(strokes) {
  const make = (name, ...parts) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", name), parts);
  return make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path", { d: strokes }));
}

function fill(node, parts) {
  for (const part of parts.flat(9).filter(Boolean)) {
    if (part instanceof Node || part.trim) node.append(part);
    else for (const [key, value] of Object.entries(part)) set(node, key, value);
  }
  return node;
}

function set(node, key, value) {
  if (typeof value === "function") node.addEventListener(key.slice(2), value);
  else if (value !== false) node.setAttribute(key, value === true ? "" : value);
}

/** A link that opens beside the page; only its text where the address is none of the web. */
export function link(href, text, words) {
  if (!/^https?:/i.test(href)) return text;
  const attributes = { href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return element("a", attributes, text, unseen(` ${words.say("new_tab")}`));
}

/** Text that only screen readers tell. */
export const unseen = (text) => element("span.unseen", text);

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Bring a node into view; it glides only for who likes motion. */
export const reveal = (node, block = "nearest") =>
  node.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });

/** Bring a node into view, show for a moment which it is, and put the focus there. */
export function point(node, focus = node) {
  for (const other of node.getRootNode().querySelectorAll(".pointed"))
    other.classList.remove("pointed");
  node.classList.add("pointed");
  focus.focus({ preventScroll: true });
  reveal(node);
}

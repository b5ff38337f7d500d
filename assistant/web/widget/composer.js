// Where the visitor writes, with the way to a person always below it.

import { button, element, form, icon, named } from "./dom.js";

// The code of keys that an input method takes; Safari ends a word before it tells of the Enter:
// https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode
const COMPOSING = 229;
const ARROW = "M4 12h15M13 6l6 6-6 6";

/**
 * The form; a draft in it outlives the page.
 *
 * @param {Words} words - Of the visitor's language.
 * @param {Keeping} keeping - Keeps the draft.
 * @param {(text: string) => void} ask - Sends what was written.
 * @param {() => void} wantPerson - Asks for a person.
 * @returns {{node: Node, input: Node, person: Node}} The form, its box, and the way to a person.
 */
export function drawComposer(words, keeping, ask, wantPerson) {
  const input = element("textarea", {
    id: "input",
    part: "input",
    rows: "1",
    dir: "auto",
    autocomplete: "off",
    placeholder: words.say("input"),
    "aria-describedby": "hint",
    onkeydown: (event) => {
      const composes = event.isComposing || event.keyCode === COMPOSING;
      if (event.key !== "Enter" || event.shiftKey || composes) return;
      event.preventDefault();
      ask(input.value);
    },
    oninput: () => keeping.change({ draft: input.value }),
  });
  input.value = keeping.read().draft ?? "";
  const person = button("person", { part: "person", onclick: wantPerson });
  const node = form(
    "write",
    () => ask(input.value),
    element("label.unseen", { for: "input" }, words.say("input")),
    element(
      "div.box",
      input,
      element("button.send", named(words.say("send")), { part: "send" }, icon(ARROW)),
    ),
    element("div.foot", person, element("span.hint", { id: "hint" }, words.say("hint"))),
  );
  return { node, input, person };
}

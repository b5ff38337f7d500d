// What can be done to a whole conversation: copied, saved, forgotten, deleted.

import { button, element, icon, named } from "./dom.js";

const DOTS = "M5 12h.01M12 12h.01M19 12h.01";

/**
 * The menu, a disclosure with buttons.
 *
 * @param {Words} words - Of the visitor's language.
 * @param {{[name: string]: () => void}} deeds - By the name of the words that say them.
 */
export function drawMenu(words, deeds) {
  const summary = element("summary", named(words.say("more")), icon(DOTS));
  const leave = () => {
    menu.removeAttribute("open");
    summary.focus(); // what had it is hidden
  };
  const item = ([name, deed]) =>
    element("li", button(name, { onclick: () => (leave(), deed()) }, words.say(name)));
  const menu = element(
    "details.menu",
    {
      onkeydown: (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        event.stopPropagation(); // the window stays
        event.preventDefault();
        leave();
      },
    },
    summary,
    element("ul", Object.entries(deeds).map(item)),
  );
  return menu;
}

/** Ask before something that cannot be undone; the safe answer has the focus. */
export function drawQuestion(words, { text, yes, no }, answered) {
  const answer = (isSure) => ({ onclick: () => (box.remove(), answered(isSure)) });
  const back = button("small", answer(false), words.say(no));
  const sure = button("small.danger", answer(true), words.say(yes));
  const box = element(
    "div.question",
    { role: "group", "aria-label": words.say(text) },
    element("p", words.say(text)),
    sure,
    back,
  );
  queueMicrotask(() => back.focus());
  return box;
}

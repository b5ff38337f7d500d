// Asks whether an answer helped, and what was wrong where it did not.

import { button, element, form, icon, named } from "./dom.js";

const THUMB = "M7 11v9H4v-9zm2 9h8l2.5-7.5c.3-1-.4-2-1.5-2h-5l.7-4c.2-1.2-1.2-2-2.1-1.1L9 11z";

/** Thumbs for the answer with number `seq`; `rate` sends what is chosen, `tell` speaks it. */
export function drawFeedback(seq, { words, rate, tell }) {
  const said = element("span.said");
  const send = async (helpful, comment = "") => {
    if (!(await rate(seq, helpful, comment))) return;
    said.textContent = words.say("thanks");
    tell(said.textContent);
  };
  const choose = (chosen, helpful) => {
    for (const thumb of thumbs) thumb.setAttribute("aria-pressed", thumb === chosen);
    box.querySelector("form")?.remove();
    const sendComment = (comment) => {
      chosen.focus(); // the form goes
      if (comment) send(false, comment);
    };
    if (!helpful) box.append(commentForm(seq, words, sendComment));
    send(helpful);
  };
  const thumbs = [true, false].map((helpful) => {
    const name = words.say(helpful ? "yes" : "no");
    const choosing = ({ currentTarget }) => choose(currentTarget, helpful);
    const pressed = { "aria-pressed": "false", "data-helpful": String(helpful), onclick: choosing };
    return button("thumb", pressed, named(name), icon(THUMB));
  });
  const group = { role: "group", "aria-label": words.say("helped") };
  const box = element("div.feedback", group, thumbs, said);
  return box;
}

function commentForm(seq, words, send) {
  const id = `m${seq}-comment`;
  const field = element("textarea", { id, rows: "2", maxlength: "2000", dir: "auto" });
  return form(
    "comment",
    (sent) => {
      send(field.value.trim());
      sent.remove();
    },
    element("label", { for: id }, words.say("comment")),
    field,
    element("button.small", words.say("comment_send")),
  );
}

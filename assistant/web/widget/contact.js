// The form that asks where an answer goes when the visitor has left.

import { element, form } from "./dom.js";

const FIELDS = {
  email: { type: "email", autocomplete: "email", maxlength: "254", required: true },
  name: { autocomplete: "name", maxlength: "200" },
  community: { maxlength: "200" },
};

/**
 * The form, which folds; the browser says what is wrong with an address, in its own language.
 *
 * @param {Words} words - Of the visitor's language.
 * @param {(contact: Object) => void} leave - Keeps the address.
 */
export function drawContact(words, leave) {
  const fields = Object.entries(FIELDS).flatMap(([name, field]) => [
    element("label", { for: `contact-${name}` }, words.say(name)),
    element("input", { ...field, name, id: `contact-${name}`, dir: "auto" }),
  ]);
  return element(
    "details.contact",
    { open: true },
    element("summary", words.say("contact")),
    form(
      "",
      (sent) => leave(Object.fromEntries(new FormData(sent))),
      fields,
      element("p.hint", words.say("contact_why")),
      element("button.small", words.say("contact_send")),
    ),
  );
}

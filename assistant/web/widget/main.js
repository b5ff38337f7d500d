// The script of `<script src="https://HOST/widget.js" defer></script>`: defines the element, and
// puts one on the page where the page has none. Attributes of the script (`data-lang`, ...) are
// those of the element.

import { MembershipChat } from "./chat.js";

const NAME = "membership-chat";
const ATTRIBUTES = ["endpoint", "lang", "theme", "position", "open", "preview"];
const script = document.currentScript;

if (!customElements.get(NAME)) {
  const home = (script?.src || location.href).replace(/widget(\/[^/?]*)?\.js.*$/, "");
  MembershipChat.endpoint = new URL(home).href;
  customElements.define(NAME, MembershipChat);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", insert);
  else insert();
}

function insert() {
  if (document.querySelector(NAME)) return;
  const chat = document.createElement(NAME);
  for (const name of ATTRIBUTES)
    if (script?.dataset[name] !== undefined) chat.setAttribute(name, script.dataset[name]);
  document.body.append(chat);
}

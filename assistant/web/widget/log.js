// The messages as the visitor sees them: drawn once each, drawn anew where one has changed.

import { drawSuggestions } from "./answer.js";
import { button, element, link, reveal } from "./dom.js";
import { drawMessage, drawUnsent } from "./message.js";

const NEAR_PX = 80; // from the end, within which what comes is scrolled to

/** The log of a conversation. */
export class Log {
  #drawn = new Map(); // by seq: {node, state}
  #welcome = element("div.welcome");
  #starters = element("div.starters");
  #list = element("ol.messages");
  #unsent = element("ol.messages");
  #unsentState = "";
  #thinking;
  #wasAtEnd = true;

  /** @param {Object} context - {words, api, conversation, ask, rate, tell, erase}. */
  constructor(context) {
    this.context = context;
    const { words } = context;
    context.toMessage = (seq) => this.#point(seq);
    this.#thinking = element("p.thinking", { hidden: true }, words.say("thinking"));
    const follow = () => (this.toEnd(), this.node.focus()); // the button is gone
    this.more = button("news", { hidden: true, onclick: follow });
    this.node = element(
      "div.log",
      { part: "log", role: "log", "aria-live": "off", tabindex: "0" },
      this.#welcome,
      this.#list,
      this.#unsent,
      this.#thinking,
      this.#starters,
    );
    this.node.setAttribute("aria-label", words.say("log"));
    this.node.addEventListener("scroll", () => {
      this.#wasAtEnd = this.#isAtEnd();
      if (this.#wasAtEnd) this.more.hidden = true;
    });
    new ResizeObserver(() => this.#stay()).observe(this.node); // what is said below takes its room
  }

  /** Say who is speaking, what is kept, and what may be asked. */
  greet(welcome) {
    const { words, ask } = this.context;
    const { privacy_url: privacy } = welcome;
    const parts = [words.say("kept", { n: welcome.kept_days }), " "];
    if (privacy) parts.push(link(privacy, words.say("privacy"), words), " · ");
    parts.push(button("delete", { onclick: this.context.erase }, words.say("delete")));
    this.#welcome.replaceChildren(
      element("p.kept", parts),
      ...greeting(welcome, words),
    );
    if (welcome.suggestions.length)
      this.#starters.replaceChildren(
        drawSuggestions(words.say("start_with"), welcome.suggestions, welcome.language, ask),
      );
    this.draw();
  }

  /** Put a node, such as a form, below the messages. */
  append(node) {
    this.node.append(node);
    this.#stay();
  }

  /** Show the conversation as it is now. */
  draw() {
    const { conversation } = this.context;
    const messages = conversation.list;
    this.#drop(messages);
    messages.forEach((message, at) => this.#place(message, at));
    this.#drawUnsent(conversation);
    this.#list.hidden = !messages.length;
    this.#thinking.hidden = !conversation.thinking;
    this.#starters.hidden = messages.length > 0 || conversation.outbox.length > 0;
    this.#stay();
  }

  /** Bring a message that came by itself into view, or say that there is one below. */
  announce({ seq, author }) {
    const { node } = this.#drawn.get(seq) ?? {};
    if (!node) return;
    if (this.#wasAtEnd) reveal(node, "start");
    else if (author !== "visitor") {
      this.more.textContent = this.context.words.say("news", { n: 1 });
      this.more.hidden = false;
    }
  }

  /** Go to the end and stay there; what is said first is read from its top. */
  toEnd() {
    this.#wasAtEnd = true;
    this.more.hidden = true;
    if (this.#starters.hidden) this.node.scrollTop = this.node.scrollHeight;
  }

  /** Drawn anew only where something has changed, so that the focus stays on its buttons. */
  #drawUnsent({ outbox, waits }) {
    const state = JSON.stringify([outbox, !waits]);
    if (state === this.#unsentState) return;
    this.#unsentState = state;
    this.#unsent.replaceChildren(...outbox.map((one) => drawUnsent(one, waits, this.context)));
    this.#unsent.hidden = !outbox.length;
  }

  /** Stay at the end, unless the visitor has gone back. */
  #stay() {
    if (this.#wasAtEnd) this.toEnd();
  }

  #drop(messages) {
    const kept = new Set(messages.map(({ seq }) => seq));
    for (const [seq, { node }] of this.#drawn)
      if (!kept.has(seq)) {
        node.remove();
        this.#drawn.delete(seq);
      }
  }

  #place(message, at) {
    const state = [message.text, message.edited, message.removed, message.mailed].join("\n");
    const before = this.#drawn.get(message.seq);
    if (before?.state === state) return;
    const node = drawMessage(message, this.context);
    this.#drawn.set(message.seq, { node, state });
    if (before) before.node.replaceWith(node);
    else this.#list.insertBefore(node, this.#list.children[at] ?? null);
  }

  #point(seq) {
    const { node } = this.#drawn.get(seq) ?? {};
    if (!node) return;
    node.focus({ preventScroll: true });
    reveal(node);
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }
}

/** The association's own greeting if it speaks the visitor's language, else ours. */
function greeting({ greeting: own, language, name, answers_in }, words) {
  const isOwn = own && language === words.language;
  const texts = isOwn || !name ? [own] : [words.say("greeting", { name })];
  const speaks = answers_in.includes(words.language)
    ? []
    : [words.say("speaks", { languages: words.languages(answers_in) })];
  return [...texts, ...speaks]
    .filter(Boolean)
    .map((text) => element("p", { lang: isOwn ? language : words.language, dir: "auto" }, text));
}

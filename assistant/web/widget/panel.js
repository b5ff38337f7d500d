// The window of the chat: who answers, the log, the box to write in, and the way to a person.

import { Refusal } from "./api.js";
import { drawComposer } from "./composer.js";
import { drawContact } from "./contact.js";
import { button, element, icon, named } from "./dom.js";
import { Log } from "./log.js";
import { drawMenu, drawQuestion } from "./menu.js";
import { authorOf } from "./message.js";
import { saveText, writeTranscript } from "./transcript.js";

const MOST_CHARACTERS = 2_000; // of a message; the server takes no more
const RETRY_MS = 5_000;
const CROSS = "M6 6l12 12M18 6L6 18";

/** Draws one conversation; it is made anew where the language changes. */
export class Panel {
  #contact = null;
  #welcome = null;
  #overdue = null;
  #said = "";
  #told = ""; // the trouble that was spoken
  #spoken = []; // texts that are about to be

  /**
   * @param {Words} words - Of the visitor's language.
   * @param {Api} api - Of the server.
   * @param {Conversation} conversation - What is drawn.
   * @param {{close: () => void, welcome: () => Promise<Object>}} host - The element around it.
   */
  constructor(words, api, conversation, host) {
    this.words = words;
    this.conversation = conversation;
    this.host = host;
    const again = (deed, id) => {
      conversation[deed](id);
      this.input.focus();
    };
    const rate = (...rated) => this.#try(() => conversation.rate(...rated));
    const ask = (text) => this.ask(text);
    const tell = (text) => this.tell(text);
    const erase = () => this.#ask();
    this.log = new Log({ words, api, conversation, again, ask, rate, tell, erase });
    this.status = element("p.unseen", { role: "status" });
    this.node = this.#build();
  }

  #build() {
    const { words, conversation } = this;
    const ask = (text) => this.ask(text);
    const composer = drawComposer(words, conversation.keeping, ask, () => this.#wantPerson());
    this.input = composer.input;
    this.person = composer.person;
    this.title = element("h2", { id: "title" }, words.say("title_unnamed"));
    this.standing = element("p.standing");
    this.trouble = element("p.trouble", { role: "alert" });
    this.notice = element("p.notice");
    const closing = { onclick: () => this.host.close() };
    return element(
      "dialog.panel",
      { part: "panel", "aria-labelledby": "title", tabindex: "-1" },
      element(
        "div.header", // no landmark: the page has its own
        { part: "header" },
        element("div", this.title, this.standing),
        this.#menu(),
        button("close", named(words.say("close")), closing, icon(CROSS)),
      ),
      this.log.node,
      this.log.more,
      this.notice,
      this.trouble,
      composer.node,
      this.status,
    );
  }

  #menu() {
    const deeds = {
      ...(navigator.clipboard && { copy: () => this.#copy() }),
      save: () => saveText(this.#transcript(), this.words.say("file")),
      forget: () => {
        this.conversation.forget();
        this.say("forgotten");
      },
      erase: () => this.#ask(),
    };
    return drawMenu(this.words, deeds);
  }

  /** Fetch what is said first, once. */
  async greet() {
    if (this.#welcome) return;
    try {
      this.#welcome = await this.host.welcome();
    } catch {
      this.warn("unreachable");
      setTimeout(() => this.greet(), RETRY_MS);
      return;
    }
    this.warn("");
    const name = this.#welcome.short_name || this.#welcome.name;
    if (name) this.title.textContent = this.words.say("title", { name });
    this.log.greet(this.#welcome);
    this.draw();
  }

  /** Show everything as it is now. */
  draw() {
    const { words, conversation } = this;
    const { state, claimedBy } = conversation;
    this.standing.textContent = words.say(state, { name: claimedBy || words.say("staff_unnamed") });
    this.node.dataset.standing = state;
    const isAsked = state === "waiting_for_staff" || state === "with_staff";
    this.person.setAttribute("aria-disabled", String(isAsked));
    this.person.textContent = words.say(isAsked ? "person_asked" : "person");
    const trouble = this.#trouble();
    this.notice.textContent = trouble ? words.say(trouble) : this.#said;
    if (trouble && trouble !== this.#told && this.node.open) this.tell(this.notice.textContent);
    this.#told = trouble;
    this.#drawContact(isAsked);
    this.#drawOverdue();
    this.log.draw();
  }

  #trouble() {
    const { link, waits } = this.conversation;
    if (!navigator.onLine) return "offline";
    if (waits?.status === 429) return "slow";
    return waits || link === "lost" ? "lost" : "";
  }

  /** The form stands below the messages while a person is to come, until an address is left. */
  #drawContact(isAsked) {
    const isWanted =
      isAsked && this.#welcome?.takes_contact && !this.conversation.keeping.read().contact;
    if (!isWanted) {
      this.#remove(this.#contact);
      this.#contact = null;
    } else if (!this.#contact) {
      this.#contact = drawContact(this.words, (contact) => this.#leaveContact(contact));
      this.log.append(this.#contact);
    }
  }

  /** Take a node away; the focus does not go with it. */
  #remove(node) {
    if (node?.matches(":focus-within")) this.focus();
    node?.remove();
  }

  /** Whom a person lets wait may have the assistant back. */
  #drawOverdue() {
    const last = this.conversation.list.at(-1);
    const isOverdue = this.conversation.state === "with_staff" && last?.notice === "overdue";
    if (isOverdue === (this.#overdue !== null)) return;
    if (!isOverdue) {
      this.#remove(this.#overdue);
      this.#overdue = null;
      return;
    }
    const back = () => this.#try(() => this.conversation.takeBack());
    this.#overdue = button("small.take-back", { onclick: back }, this.words.say("take_back"));
    this.log.append(this.#overdue);
  }

  /** Tell of a message that came by itself: show it, and speak it once. */
  announce(message) {
    this.log.announce(message);
    if (message.author !== "visitor") this.tell(spoken(message, this.words));
  }

  /** Send a question. */
  async ask(text) {
    const asked = text.trim();
    if (!asked) return;
    const length = Array.from(asked).length;
    if (length > MOST_CHARACTERS) {
      this.warn("too_long", { n: MOST_CHARACTERS });
      return;
    }
    this.warn("");
    this.#said = "";
    this.#contact?.removeAttribute("open"); // so that it stands before nothing that comes
    if (text === this.input.value) {
      this.input.value = "";
      this.conversation.keeping.change({ draft: "" });
    } else this.focus(); // the button that asked is gone
    this.tell(this.words.say(navigator.onLine ? "thinking" : "offline"));
    const sent = this.conversation.send(asked);
    this.log.toEnd();
    await sent;
  }

  /** Speak a text to screen readers, once, even if it is the same as before. */
  tell(text) {
    if (this.#spoken.push(text) > 1) return; // what comes at once is spoken together
    this.status.textContent = "";
    const speak = () => (this.status.textContent = [...new Set(this.#spoken.splice(0))].join(" "));
    setTimeout(speak, 60); // two changes at once are heard as none
  }

  /** Show and speak one of the widget's sentences. */
  say(key, gaps) {
    this.#said = this.words.say(key, gaps);
    this.tell(this.#said);
    this.draw();
  }

  /** Put the focus where the visitor goes on; on a telephone no keyboard covers the answer. */
  focus() {
    const { log, input, node } = this;
    (node.hasAttribute("data-covers") ? log.node : input).focus({ preventScroll: true });
  }

  /* ---- Deeds ---- */

  async #wantPerson() {
    if (this.person.getAttribute("aria-disabled") === "true") return;
    this.log.toEnd();
    await this.#try(() => this.conversation.wantPerson());
  }

  async #leaveContact(contact) {
    if (!(await this.#try(() => this.conversation.leaveContact(contact)))) return;
    this.conversation.keeping.change({ contact: true });
    this.say("contact_noted", { email: contact.email });
  }

  #ask() {
    if (!this.conversation.begun) {
      this.conversation.forget();
      this.say("erased");
      return;
    }
    this.node.querySelector(".question")?.remove();
    const said = { text: "erase_sure", yes: "erase_yes", no: "cancel" };
    const answered = (isSure) => {
      this.focus();
      if (isSure) this.#erase();
    };
    this.trouble.before(drawQuestion(this.words, said, answered));
  }

  async #erase() {
    if (await this.#try(() => this.conversation.erase())) this.say("erased");
  }

  async #copy() {
    await navigator.clipboard.writeText(this.#transcript()).then(
      () => this.say("copied"),
      (error) => this.warn("not_done", { detail: error.message }),
    );
  }

  #transcript() {
    return writeTranscript(this.conversation.list, this.words);
  }

  /** Do something at the server; say why where it is not done. */
  async #try(deed) {
    this.warn("");
    try {
      await deed();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status) this.warn("not_done", { detail: error.message });
      else this.warn(navigator.onLine ? "unreachable" : "offline");
      return false;
    }
  }

  /** Say what went wrong, to everybody at once; an empty key takes it back. */
  warn(key, gaps) {
    this.trouble.textContent = key && this.words.say(key, gaps);
  }
}

/** What is spoken of a message: its author, its first sentence, and how many sources it has. */
function spoken(message, words) {
  const { text, answer } = message;
  const bare = text.replace(/\*\*|\[[0-9]{1,3}\]/g, "").trim();
  const sentences = new Intl.Segmenter(words.language, { granularity: "sentence" }).segment(bare);
  const [first] = sentences;
  const head = authorOf(message, words);
  const said = words.say("titled", { head, text: first?.segment.trim() ?? "" });
  const sources = answer?.sources.length;
  return sources ? `${said} ${words.say("sources", { n: sources })}.` : said;
}

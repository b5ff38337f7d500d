// The custom element <membership-chat>: the button in the corner, and the window that it opens.

import { Api } from "./api.js";
import { Conversation } from "./conversation.js";
import { button, element, icon } from "./dom.js";
import { attempt, Keeping } from "./keeping.js";
import { Panel } from "./panel.js";
import css from "./style.css";
import { chooseLanguage, englishWords, loadWords } from "./words.js";

const BUBBLE = "M4 5h16v11H10l-4 4v-4H4z";
const SMALL = "(max-width: 479.98px), (max-height: 479.98px)"; // the window covers the page
const PREVIEW = "membership-chat"; // in the page's address: ?membership-chat=preview

const sheet = new CSSStyleSheet();

/** Style with a rem of so many pixels: many pages set their own to 10. */
const style = (rem) => sheet.replaceSync(css.replace(/([\d.]+)rem/g, (_, n) => `${n * rem}px`));
style(16);

/**
 * @attr endpoint - Address of the server; without it, the one the script came from.
 * @attr lang - Language of the widget; without it, that of the page.
 * @attr theme - `light` or `dark`; without it, as the visitor's system has it.
 * @attr position - `start` or `end` (default) of the page's lower edge.
 * @attr open - Open from the beginning; the focus stays where it is.
 * @attr preview - Shown only where the page's address says `?membership-chat=preview`.
 * @fires membership-chat:open, membership-chat:close
 * @fires membership-chat:message - With `detail` {seq, author, outcome}.
 * @fires membership-chat:handoff - With `detail` {state, claimed_by}.
 */
export class MembershipChat extends HTMLElement {
  static observedAttributes = ["lang", "open"];
  static endpoint = ""; // where the script came from

  #life = null;
  #panel = null;
  #words = englishWords;
  #language; // that is wished
  #small = matchMedia(SMALL);
  #isOpen = false;
  #ready;
  #root = this.attachShadow({ mode: "open" });

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    if (this.#life || !isShown(this)) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    const endpoint = new URL(this.getAttribute("endpoint") || MembershipChat.endpoint, location);
    if (!endpoint.pathname.endsWith("/")) endpoint.pathname += "/";
    this.api = new Api(endpoint.href);
    this.#keeping = new Keeping(endpoint.href);
    this.#converse(signal);
    this.#small.addEventListener("change", () => this.#present(), { signal });
    for (const event of ["online", "offline"])
      addEventListener(event, () => this.#panel?.draw(), { signal });
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    this.#followLanguage(signal);
    this.#ready = this.#speak().then(() => {
      const isWished = this.hasAttribute("open") && !this.#small.matches;
      if ((this.#keeping.open ?? (isWished && "open")) === "open") this.#show();
      else this.removeAttribute("open");
    });
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#life = null;
    this.#panel = null;
    this.#isOpen = false;
    this.#root.replaceChildren();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#life || before === after) return;
    if (name === "lang") this.#speak();
    else if (after === null) this.close();
    else this.#ready.then(() => this.#show());
  }

  /** Open the window and put the focus into it. */
  async open() {
    await this.#ready;
    if (!this.#life) return;
    this.#show();
    this.#panel.focus();
  }

  /** Close the window. */
  close() {
    if (!this.#isOpen) return;
    const hadFocus = this.#root.activeElement !== null;
    this.#isOpen = false;
    this.#keeping.open = "closed";
    this.removeAttribute("open");
    this.#present();
    if (hadFocus) this.#launcher.focus();
    this.#fire("close");
  }

  /** Open the window and ask a question. */
  async ask(text) {
    await this.open();
    await this.#panel?.ask(String(text));
  }

  #keeping;
  #conversation;
  #launcher;
  #badge;
  #welcomed = new Map(); // by language

  #converse(signal) {
    const conversation = new Conversation(this.api, this.#keeping, () => this.#arrive());
    this.#conversation = conversation;
    let isDue = false;
    const listen = (name, heard) => conversation.addEventListener(name, heard, { signal });
    listen("change", () => {
      if (isDue) return;
      isDue = true;
      queueMicrotask(() => {
        isDue = false;
        this.#draw();
      });
    });
    listen("news", ({ detail }) => queueMicrotask(() => this.#hear(detail)));
    listen("gone", () => this.#panel?.say("gone"));
    listen("failed", ({ detail }) => this.#panel?.warn("failed", { detail }));
    listen("standing", ({ detail: { state, claimed_by } }) =>
      this.#fire("handoff", { state, claimed_by }),
    );
    conversation.start(signal);
  }

  /** What the server is told of a visitor who begins; no part of the address that may be secret. */
  #arrive() {
    return {
      language: this.#words.language,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
      page_url: `${location.origin}${location.pathname}`.slice(0, 2_000),
      page_title: Array.from(document.title).slice(0, 300).join(""),
    };
  }

  /* ---- Language ---- */

  #followLanguage(signal) {
    const observer = new MutationObserver(() => this.#speak());
    observer.observe(document.documentElement, { attributeFilter: ["lang"] });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  async #speak() {
    const { lang } = this.closest("[lang]") ?? document.documentElement;
    const language = chooseLanguage(lang || navigator.language);
    if (this.#panel && language === this.#language) return;
    this.#language = language;
    const words = await loadWords(language, this.api).catch(() => englishWords);
    if (!this.#life || (this.#panel && language !== this.#language)) return;
    this.#words = words;
    this.#build();
  }

  #build() {
    const words = this.#words;
    const hadPanel = this.#panel;
    this.#panel = new Panel(words, this.api, this.#conversation, {
      close: () => this.close(),
      welcome: () => this.#welcome(),
    });
    this.#badge = element("span.badge", { part: "badge", hidden: true });
    this.#launcher = button(
      "launcher",
      {
        part: "launcher",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        onclick: () => (this.#isOpen ? this.close() : this.open()),
      },
      icon(BUBBLE),
      element("span.label", words.say("launcher")),
      this.#badge,
    );
    const { node } = this.#panel;
    node.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.close();
    });
    const isPreview = this.hasAttribute("preview");
    this.dir = words.direction; // where the corner is
    const chat = element(
      "div.chat",
      { lang: words.language },
      node,
      isPreview && element("p.preview", words.say("preview")),
      this.#launcher,
    );
    this.#root.replaceChildren(chat);
    style(parseFloat(getComputedStyle(chat).fontSize) || 16);
    performance.mark("membership-chat:ready");
    if (hadPanel || this.#isOpen) this.#present();
    if (this.#isOpen) this.#panel.greet();
    this.#draw();
  }

  /* ---- Showing ---- */

  #show() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#keeping.open = "open";
    this.setAttribute("open", "");
    this.#present();
    this.#panel.greet();
    this.#panel.log.toEnd();
    this.#look();
    this.#fire("open");
  }

  /** Show or hide the window, over the page where there is no room beside it. */
  #present() {
    const { node, status } = this.#panel;
    if (node.open) node.close();
    const isModal = this.#small.matches;
    if (this.#isOpen && isModal) node.showModal();
    else if (this.#isOpen) node.setAttribute("open", ""); // show() would take the focus
    node.toggleAttribute("data-covers", isModal);
    // Beside a window that is closed, what staff write is still spoken.
    (this.#isOpen ? node : this.#launcher.parentNode).append(status);
    this.#launcher.setAttribute("aria-expanded", String(this.#isOpen));
    this.#look();
    this.#draw();
  }

  #look() {
    this.#conversation.look(this.#isOpen && document.visibilityState === "visible");
  }

  #draw() {
    if (!this.#panel) return;
    this.#look();
    this.#panel.draw();
    const { unread } = this.#conversation;
    const isNews = unread > 0 && !this.#isOpen;
    this.#badge.hidden = !isNews;
    this.#badge.textContent = isNews ? String(unread) : "";
    const label = this.#words.say("launcher");
    const news = isNews ? `, ${this.#words.say("news", { n: unread })}` : "";
    this.#launcher.setAttribute("aria-label", `${label}${news}`);
  }

  #hear(message) {
    this.#panel?.announce(message);
    const { seq, author, answer } = message;
    this.#fire("message", { seq, author, outcome: answer?.outcome ?? null });
  }

  #welcome() {
    const { language } = this.#words;
    if (!this.#welcomed.has(language)) {
      const fetched = this.api.welcome(language);
      this.#welcomed.set(language, fetched);
      fetched.catch(() => this.#welcomed.delete(language));
    }
    return this.#welcomed.get(language);
  }

  #fire(name, detail) {
    const event = { bubbles: true, composed: true, detail };
    this.dispatchEvent(new CustomEvent(`membership-chat:${name}`, event));
  }
}

/** Whether visitors see it, or whoever puts it on the page tries it. */
function isShown(chat) {
  if (!chat.hasAttribute("preview")) return true;
  const asked = new URLSearchParams(location.search).get(PREVIEW) === "preview";
  if (asked) attempt(() => sessionStorage.setItem(PREVIEW, "preview")); // for the pages that follow
  return asked || attempt(() => sessionStorage.getItem(PREVIEW)) === "preview";
}

// Draws an answer: its text, where each figure stands, its sources, quote and directory finding.

import { button, element, link, point } from "./dom.js";

/** Draws one answer; `context` holds {words, api, blocks, seq, ask, toVisitor}. */
export class AnswerDrawing {
  #steps = new Map(); // by "quote:2" or "directory:3"
  #sources = new Map(); // by number

  constructor(answer, context) {
    this.answer = answer;
    this.context = context;
    this.words = context.words;
  }

  /** The nodes of the answer, in order. */
  draw() {
    const sources = this.#drawSources();
    const { language } = this.answer;
    const prose = element("div.prose", { lang: language, dir: "auto" }, this.#body());
    return [prose, sources, this.#suggestions()].filter(Boolean);
  }

  /* ---- Text ---- */

  /** What the dues rest on is a card: up to the last step, with the amount before the first. */
  #body() {
    const { blocks } = this.context;
    const nodes = blocks.map((block) => this.#block(block));
    if (!this.answer.quote) return nodes;
    const isStep = ({ steps }) => steps.some(Boolean);
    const first = blocks.findIndex(isStep);
    const end = blocks.findLastIndex(isStep) + 1;
    return [this.#quote(nodes.slice(0, first), nodes.slice(first, end)), nodes.slice(end)];
  }

  #block({ kind, rows, steps, caption }) {
    const node = this.#drawn(kind, rows, steps);
    return caption ? element("details.how", element("summary", caption), node) : node;
  }

  #drawn(kind, rows, steps) {
    const place = (tag, step, nodes) => {
      const node = element(tag, step && { tabindex: "-1" }, nodes);
      if (step) this.#steps.set(step, node);
      return node;
    };
    const cells = rows.map((row) => row.map((cell) => this.#inline(cell)));
    if (kind === "paragraph") return place("p", steps[0], cells[0]);
    if (kind === "list")
      return element("ul", cells.map((row, at) => place("li", steps[at], row)));
    const line = (row, at, tag = "td") =>
      place("tr", steps[at], row.map((nodes) => element(tag, nodes)));
    const [header, ...body] = cells;
    const head = line(header, 0, "th");
    for (const cell of head.children) cell.scope = "col";
    return element(
      "div.table",
      { tabindex: "0", role: "group", "aria-label": this.words.say("table") },
      element("table", element("thead", head), element("tbody", body.map((row, at) => line(row, at + 1)))),
    );
  }

  #inline(cell) {
    return cell.map((span) => {
      const node = this.#span(span);
      return span.strong ? element("strong", node) : node;
    });
  }

  #span(span) {
    if (span.kind === "mark") return this.mark(span.source);
    if (span.kind === "figure") return this.#figure(span);
    if (span.kind === "link") return link(span.url, span.text, this.words);
    return span.text;
  }

  /** The button to a source. */
  mark(number) {
    const name = this.words.say("source", { n: number });
    const open = () => this.#openSource(number, "");
    return button("mark", { "aria-label": name, onclick: open }, String(number));
  }

  /** A figure is a button to where it comes from. */
  #figure({ text, source, origin }) {
    const isFromVisitor = origin === "visitor";
    const title = source
      ? this.words.say("source", { n: source })
      : this.words.say(isFromVisitor ? "from_you" : "from_step");
    const follow = ({ currentTarget }) => {
      if (source) this.#openSource(source, text);
      else if (isFromVisitor) this.context.toVisitor();
      else if (this.#steps.get(origin)?.contains(currentTarget)) this.#openRow(origin, text);
      else this.#openStep(origin);
    };
    return button("figure", { title, onclick: follow }, text);
  }

  /* ---- Where figures lead ---- */

  #drawSources() {
    const { sources } = this.answer;
    if (!sources.length) return null;
    const items = sources.map((source) => element("li", this.#source(source)));
    return element("ul.sources", items);
  }

  #source(source) {
    const { words } = this;
    const id = `m${this.context.seq}-source-${source.n}`;
    const excerpt = element("blockquote", { dir: "auto" });
    const about = source.section !== source.title && source.section;
    const box = element(
      "div.excerpt",
      { id, hidden: true, lang: this.answer.language },
      about && element("p.section", { dir: "auto" }, about),
      excerpt,
      source.url && element("p", link(source.url, words.say("open_source"), words)),
    );
    const text = [source.title, source.as_of].filter(Boolean).join(", ");
    const name = words.say("titled", { head: words.say("source", { n: source.n }), text });
    const opener = button(
      "source",
      {
        "data-source": source.n,
        "aria-expanded": "false",
        "aria-controls": id,
        onclick: () => show(opener.getAttribute("aria-expanded") !== "true", ""),
      },
      element("bdi", name),
    );
    const show = (isOpen, figure) => {
      opener.setAttribute("aria-expanded", String(isOpen));
      box.hidden = !isOpen;
      excerpt.replaceChildren(...marked(source.excerpt, figure));
    };
    this.#sources.set(source.n, { opener, show, box });
    return [opener, box];
  }

  #openSource(number, figure) {
    const { opener, show, box } = this.#sources.get(number);
    show(true, figure);
    point(box.querySelector("mark") ?? box, opener);
  }

  #openStep(origin) {
    const step = this.#steps.get(origin);
    if (!step) return;
    step.closest("details")?.setAttribute("open", "");
    point(step);
  }

  /** From a step on to the row of the table that says the same number, if one does. */
  #openRow(origin, text) {
    const digits = text.replace(/[^0-9]/g, "");
    const number = new RegExp(`(?<![0-9])${digits}(?![0-9])`);
    const found = this.answer.sources.find(({ excerpt }) => digits && number.test(excerpt));
    if (found) this.#openSource(found.n, digits);
    else this.#openStep(origin);
  }

  /* ---- Cards ---- */

  #quote(told, steps) {
    const { quote } = this.answer;
    const { words, api } = this.context;
    const sample = quote.status === "sample" && element("span.sample", words.say("sample"));
    const href = api.url(`quotes/${encodeURIComponent(quote.id)}`);
    return element(
      "section.quote",
      { "aria-label": words.say("quote") },
      told,
      element("p.amount", words.money(quote), " ", sample),
      steps,
      quote.id && element("p", link(href, words.say("receipt"), words)),
    );
  }

  #suggestions() {
    const { outcome, suggestions } = this.answer;
    if (!suggestions.length) return null;
    const asks = outcome === "clarify";
    return drawSuggestions(
      this.words.say(asks ? "choose" : "further"),
      suggestions,
      this.answer.language,
      this.context.ask,
      asks ? "choice" : "suggestion",
    );
  }
}

/** Buttons that ask what they say, in the language `lang`. */
export function drawSuggestions(heading, texts, lang, ask, kind = "suggestion") {
  const one = (text) => button(kind, { lang, dir: "auto", onclick: () => ask(text) }, text);
  return element(
    "div.suggestions",
    { role: "group", "aria-label": heading },
    element("p", heading),
    texts.map(one),
  );
}

/** The lines of an excerpt, the one with a figure marked. */
function marked(text, figure) {
  const at = figure ? text.indexOf(figure) : -1;
  if (at < 0) return [text];
  const start = text.lastIndexOf("\n", at) + 1;
  const end = text.indexOf("\n", at);
  const line = [text.slice(start, at), element("mark", figure)];
  line.push(text.slice(at + figure.length, end < 0 ? undefined : end));
  const row = element("span.line", line);
  return [text.slice(0, start), row, end < 0 ? "" : text.slice(end)];
}

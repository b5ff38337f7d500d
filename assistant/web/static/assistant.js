// The page's conversation. Builds DOM nodes only: no text of anybody's ever becomes HTML.
// Without this file the page is a form that the server answers.

const TURNS = 20;
const TURN_CHARACTERS = 4000;
const BODY_BYTES = 16000; // the server takes 16 KiB; the oldest turns go first
const WAIT_MS = 60000;

/* ---- Reading: the same rules as web/prose.py; a test compares the two ---- */

const kindOf = (line) =>
  !line ? "" : line.startsWith("- ") ? "list" : line.startsWith("|") ? "table" : "paragraph";

const cellsOf = (kind, line) =>
  kind === "table"
    ? line.replace(/^\|/, "").replace(/\|$/, "").split("|").map((cell) => cell.trim())
    : [kind === "list" ? line.slice(2) : line];

function readBlocks(text) {
  const blocks = [];
  let kind = "";
  let rows = [];
  for (const line of [...text.split("\n"), ""]) {
    const stripped = line.trim();
    const found = kindOf(stripped);
    if (found !== kind && rows.length) {
      blocks.push({ kind, rows });
      rows = [];
    }
    kind = found;
    if (found === "paragraph" && rows.length) rows[0][0] += ` ${stripped}`;
    else if (found && !(found === "table" && /^[-: |]+$/.test(stripped)))
      rows.push(cellsOf(found, stripped));
  }
  return blocks;
}

function figurePattern(texts) {
  const sorted = texts
    .filter(Boolean)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|\-/]/g, "\\$&"));
  if (!sorted.length) return null;
  return new RegExp(
    `(?<![A-Za-z0-9])(?<![0-9][.,])(${sorted.join("|")})(?![A-Za-z0-9])(?![.,][0-9])`,
  );
}

/** The blocks of an answer: {kind, rows: [[[{kind, text, strong, source}]]]}. */
export function readProse(answer) {
  const sources = new Set(answer.sources.map((source) => source.n));
  const places = new Map();
  for (const figure of answer.figures) {
    const match = /^source:([0-9]+)$/.exec(figure.from);
    const number = match && sources.has(Number(match[1])) ? Number(match[1]) : 0;
    places.set(figure.text, [...(places.get(figure.text) ?? []), number]);
  }
  const pattern = figurePattern([...places.keys()]);

  const figures = (text, strong) =>
    (pattern ? text.split(pattern) : [text])
      .map((piece, at) => ({ kind: at % 2 ? "figure" : "text", text: piece, strong, source: 0 }))
      .filter((span) => span.text);

  const marks = (text, strong) => {
    const spans = [];
    let plain = "";
    text.split(/\[([0-9]{1,3})\]/).forEach((piece, at) => {
      if (at % 2 === 0) plain += piece;
      else if (sources.has(Number(piece))) {
        spans.push(...figures(plain, strong));
        spans.push({ kind: "mark", text: piece, strong, source: Number(piece) });
        plain = "";
      } else plain += `[${piece}]`;
    });
    return [...spans, ...figures(plain, strong)];
  };

  const spansOf = (text) =>
    text.split(/\*\*(.+?)\*\*/).flatMap((piece, at) => marks(piece, at % 2 === 1));

  return readBlocks(answer.text).map(({ kind, rows }) => {
    const cells = rows.map((row) => row.map(spansOf));
    let following = 0;
    for (const span of cells.flat(2).reverse()) {
      if (span.kind === "mark") following = span.source;
      else if (span.kind === "figure") {
        const known = places.get(span.text);
        span.source = known.includes(following) ? following : known[0];
      }
    }
    return { kind, rows: cells };
  });
}

/** The address if it is one of the web, else nothing: no script runs from a link. */
export function webUrl(address) {
  if (!/^https?:\/\/[^/]/i.test(address)) return "";
  try {
    return new URL(address).href;
  } catch {
    return "";
  }
}

/** The body of a question, with as many of the latest turns as fit. */
export function writeBody(question, history) {
  const cut = (text) => Array.from(text).slice(0, TURN_CHARACTERS).join("");
  let turns = history.slice(-TURNS).map(({ role, text }) => ({ role, text: cut(text) }));
  for (;;) {
    const body = JSON.stringify({ question, history: turns });
    if (!turns.length || new TextEncoder().encode(body).length <= BODY_BYTES) return body;
    turns = turns.slice(1);
  }
}

/* ---- Drawing ---- */

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") node.addEventListener("click", value);
    else if (value !== null) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const scrollTo = (node, block) =>
  node.scrollIntoView({ behavior: still() ? "auto" : "smooth", block });

class Drawing {
  constructor(words, ask) {
    this.words = words;
    this.ask = ask;
    this.turn = 0;
  }

  question(text) {
    return element(
      "h2",
      { class: "asked" },
      element("span", { class: "hidden" }, `${this.words.asked}: `),
      element("span", { dir: "auto" }, text),
    );
  }

  answer(answer, box) {
    this.turn += 1;
    const label = this.words[`outcome-${answer.outcome}`];
    const sources = new Map(answer.sources.map((source) => [source.n, this.source(source)]));
    box.lang = answer.language;
    box.append(...(label ? [element("p", { class: "outcome" }, label)] : []));
    box.append(this.prose(readProse(answer), sources));
    if (sources.size) {
      box.append(
        element(
          "section",
          { class: "sources", "aria-label": this.words.sources },
          element("h3", {}, this.words.sources),
          element("ol", {}, ...sources.values()),
        ),
      );
    }
    if (answer.quote?.id) box.append(this.receipt(answer.quote.id));
    if (this.words["person-helps"].split(" ").includes(answer.outcome)) box.append(this.person());
    if (answer.suggestions.length) box.append(this.further(answer.suggestions));
  }

  receipt(id) {
    const link = element("a", { href: `quotes/${encodeURIComponent(id)}` }, this.words.receipt);
    return element("p", { class: "receipt" }, link);
  }

  person() {
    return document.getElementById("person").content.cloneNode(true);
  }

  further(suggestions) {
    const pill = (text) =>
      element("button", { type: "button", class: "pill", onclick: () => this.ask(text) }, text);
    const heading = element("h3", {}, this.words.further);
    return element("div", { class: "further" }, heading, ...suggestions.map(pill));
  }

  source(source) {
    const about = [source.section !== source.title && source.section, source.as_of].filter(Boolean);
    const url = webUrl(source.url);
    const link = () =>
      element(
        "p",
        {},
        element(
          "a",
          { href: url, rel: "noopener noreferrer nofollow", target: "_blank" },
          this.words["open-source"],
          element("span", { class: "hidden" }, ` ${this.words["new-tab"]}`),
        ),
      );
    return element(
      "li",
      { id: `turn-${this.turn}-source-${source.n}`, value: source.n },
      element(
        "details",
        {},
        element(
          "summary",
          {},
          element("span", { class: "number", "aria-hidden": "true" }, String(source.n)),
          element(
            "span",
            {},
            element("span", { class: "title" }, source.title),
            ...about.map((text) => element("span", { class: "section" }, ` · ${text}`)),
          ),
        ),
        element("blockquote", { dir: "auto" }, source.excerpt),
        ...(url ? [link()] : []),
      ),
    );
  }

  prose(blocks, sources) {
    const inline = (spans) => spans.map((span) => this.span(span, sources));
    const cell = (name, attributes) => (spans) => element(name, attributes, ...inline(spans));
    const draw = {
      paragraph: (rows) => element("p", {}, ...inline(rows[0][0])),
      list: (rows) => element("ul", {}, ...rows.map((row) => cell("li", {})(row[0]))),
      table: ([header, ...rows]) =>
        element(
          "div",
          { class: "table", tabindex: "0", role: "group", "aria-label": this.words.said },
          element(
            "table",
            {},
            element("thead", {}, element("tr", {}, ...header.map(cell("th", { scope: "col" })))),
            element(
              "tbody",
              {},
              ...rows.map((row) => element("tr", {}, ...row.map(cell("td", {})))),
            ),
          ),
        ),
    };
    const drawn = blocks.map(({ kind, rows }) => draw[kind](rows));
    return element("div", { class: "prose" }, ...drawn);
  }

  span({ kind, text, strong, source }, sources) {
    let node = text;
    const opens = sources.get(source);
    const name = `${this.words.source} ${source}`;
    if (kind === "mark") {
      node = element("button", { type: "button", class: "mark", "aria-label": name }, text);
    } else if (kind === "figure" && opens) {
      node = element("button", { type: "button", class: "figure", title: name }, text);
    } else if (kind === "figure") {
      node = element("span", { class: "figure", title: this.words["from-visitor"] }, text);
    }
    if (opens && node instanceof Node) node.addEventListener("click", () => openSource(opens));
    return strong ? element("strong", {}, node) : node;
  }
}

function openSource(item) {
  for (const other of document.querySelectorAll(".sources .shown")) other.classList.remove("shown");
  item.classList.add("shown");
  const details = item.querySelector("details");
  details.open = true;
  details.querySelector("summary").focus({ preventScroll: true });
  scrollTo(item, "nearest");
}

/* ---- Asking ---- */

async function fetchAnswer(question, history, words) {
  let response;
  try {
    response = await fetch("api/v1/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: writeBody(question, history),
      signal: AbortSignal.timeout(WAIT_MS),
    });
  } catch {
    throw new Error(words.unreachable);
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok && typeof body.text === "string") return body;
  const wrong = body.errors?.find(({ field }) => field === "question");
  throw new Error(wrong ? `${words.label} ${wrong.detail}.` : (body.detail ?? words.failed));
}

class Conversation {
  constructor(page) {
    this.words = Object.fromEntries(
      [...page.attributes]
        .filter(({ name }) => name.startsWith("data-"))
        .map(({ name, value }) => [name.slice(5), value]),
    );
    this.log = document.getElementById("conversation");
    this.status = document.getElementById("status");
    this.trouble = document.getElementById("trouble");
    this.box = document.getElementById("question");
    this.send = document.querySelector("#ask .send");
    this.drawing = new Drawing(this.words, (question) => this.ask(question));
    this.history = [...this.log.querySelectorAll(".turn")].flatMap(({ dataset }) =>
      this.turns(dataset.question, dataset.text),
    );
    this.busy = false;
  }

  turns(question, text) {
    return [
      { role: "user", text: question },
      { role: "assistant", text },
    ];
  }

  async ask(question) {
    const text = question.trim();
    if (!text || this.busy) return;
    const { turn, answer } = this.begin(text);
    try {
      const found = await fetchAnswer(text, this.history, this.words);
      answer.replaceChildren();
      this.drawing.answer(found, answer);
      this.history.push(...this.turns(text, found.text));
      this.status.textContent = `${this.words.said}: ${answer.querySelector(".prose").innerText}`;
      scrollTo(turn, "start");
    } catch (error) {
      turn.remove();
      this.status.textContent = "";
      this.trouble.textContent = error.message;
      this.box.value ||= text;
    } finally {
      this.busy = false;
      this.send.setAttribute("aria-disabled", "false");
    }
  }

  begin(text) {
    this.busy = true;
    this.send.setAttribute("aria-disabled", "true");
    this.trouble.textContent = "";
    this.status.textContent = this.words.waiting;
    document.getElementById("suggestions")?.remove();
    const waiting = element("p", { class: "waiting" }, this.words.waiting);
    const answer = element("div", { class: "answer", dir: "auto" }, waiting);
    const turn = element("article", { class: "turn" }, this.drawing.question(text), answer);
    this.log.append(turn);
    scrollTo(turn, "nearest");
    this.box.value = "";
    this.box.focus({ preventScroll: true });
    return { turn, answer };
  }
}

function start() {
  const conversation = new Conversation(document.getElementById("house"));
  const { box } = conversation;
  document.querySelector(".keys").hidden = false;
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    conversation.ask(event.submitter?.value || box.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    conversation.ask(box.value);
  });
}

if (typeof document !== "undefined") start();

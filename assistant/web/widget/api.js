// The server, as a visitor reaches it: each call gives JSON or throws a `Refusal`.

const WAIT_MS = 30_000;

/** Why something was not done. */
export class Refusal extends Error {
  /**
   * @param {number} status - Of HTTP; 0 where the server was not reached.
   * @param {string} detail - The server's own sentence.
   * @param {number} seconds - After which it may be tried again; 0 if it does not say.
   */
  constructor(status, detail = "", seconds = 0) {
    super(detail);
    this.status = status;
    this.seconds = seconds;
  }

  /** Whether the same may go well later. */
  get passes() {
    return !this.status || this.status === 429 || this.status >= 500;
  }
}

/** The API of one server. */
export class Api {
  constructor(endpoint) {
    this.endpoint = endpoint;
  }

  /** An address of the server. */
  url(path) {
    return new URL(path, this.endpoint).href;
  }

  welcome(language) {
    return this.#call(`api/v1/welcome?language=${encodeURIComponent(language)}`);
  }

  words(language) {
    return this.#call(`widget/words/${language}.json`);
  }

  begin(arrival) {
    return this.#call("api/v1/conversations", { body: arrival });
  }

  /** Something done to a conversation. */
  to(visit, path, body) {
    return this.#call(this.#path(visit, path), { visit, body });
  }

  /** @param {boolean} peek - Whether it is on no screen, so that nobody has seen it. */
  transcript(visit, peek) {
    return this.#call(this.#path(visit, `transcript?peek=${peek}`), { visit });
  }

  events(visit, after, peek) {
    return this.#call(this.#path(visit, `events?after=${after}&peek=${peek}`), { visit });
  }

  erase(visit) {
    return this.#call(this.#path(visit), { visit, method: "DELETE" });
  }

  /** The stream of what happens after an event; the response, once it has begun. */
  async follow(visit, after, { peek, signal }) {
    const headers = { Accept: "text/event-stream", "Last-Event-ID": String(after) };
    const path = this.#path(visit, `events?peek=${peek}`);
    return this.#fetch(path, { visit, headers, signal });
  }

  #path(visit, path = "") {
    const at = `api/v1/conversations/${encodeURIComponent(visit.id)}`;
    return path ? `${at}/${path}` : at;
  }

  async #call(path, { visit, body, method = body ? "POST" : "GET" } = {}) {
    const response = await this.#fetch(path, {
      visit,
      method,
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (response.status === 204) return null;
    return response.json().catch(() => {
      throw new Refusal(502); // something between us answers for the server
    });
  }

  async #fetch(path, { visit, headers, ...rest }) {
    let response;
    try {
      response = await fetch(this.url(path), {
        ...rest,
        headers: { ...headers, ...(visit && { Authorization: `Bearer ${visit.token}` }) },
        credentials: "omit",
        referrerPolicy: "no-referrer",
      });
    } catch {
      throw new Refusal(0);
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    const seconds = Number(response.headers.get("Retry-After")) || 0;
    const wrong = problem.errors?.[0];
    throw new Refusal(response.status, wrong ? wrong.detail : problem.detail, seconds);
  }
}

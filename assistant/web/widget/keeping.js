// What the browser keeps: where the conversation is, and what was not sent yet. No message that the
// server has is kept here. Private windows may keep nothing; then the page does until it is left.

const DAYS = 7; // without use, after which the browser forgets
const UNSENT = "unsent-"; // and the message's id: the name of its part

/** Do what the browser may refuse; gives null then. */
export function attempt(deed) {
  try {
    return deed();
  } catch {
    return null;
  }
}

/**
 * The record of one server in this browser, the same in every tab. Each part has a place of its own:
 * tabs may write at the same moment, and a whole record would undo what another has just written.
 */
export class Keeping {
  #key;
  #held = null; // where the browser keeps nothing

  constructor(endpoint) {
    this.#key = `membership-chat:${endpoint}#`;
  }

  /** The parts: {visit: {id, token}, seen, contact, draft}, and what is unsent; empty at first. */
  read() {
    return this.#held ?? attempt(() => this.#fresh()) ?? {};
  }

  #fresh() {
    const kept = Object.entries(localStorage).filter(([name]) => name.startsWith(this.#key));
    const parts = kept.map(([name, text]) => [name.slice(this.#key.length), JSON.parse(text)]);
    const record = Object.fromEntries(parts);
    const isOld = Date.now() - record.used > DAYS * 86_400_000; // not where it is being written
    if (!isOld) return record;
    this.clear();
    return null;
  }

  /** Change parts of the record; null takes one out. */
  change(parts) {
    const changed = Object.entries({ ...parts, used: Date.now() });
    try {
      for (const [name, part] of changed)
        if (part === null) localStorage.removeItem(this.#key + name);
        else localStorage.setItem(this.#key + name, JSON.stringify(part));
    } catch {
      // Full, or not allowed: it lives as long as the page.
      this.#held = { ...this.read(), ...Object.fromEntries(changed) };
    }
  }

  /** What the server is not known to have, {client_id, text, at, ...}, in the order it was written. */
  get unsent() {
    const record = this.read();
    const names = Object.keys(record).filter((name) => name.startsWith(UNSENT) && record[name]);
    return names.map((name) => record[name]).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  /** Keep a message that the server is not known to have; null takes it out. */
  put(clientId, one) {
    this.change({ [UNSENT + clientId]: one });
  }

  /** Forget everything. */
  clear() {
    this.#held &&= {};
    attempt(() => {
      for (const name of Object.keys(localStorage))
        if (name.startsWith(this.#key)) localStorage.removeItem(name);
      sessionStorage.removeItem(this.#key);
    });
  }

  /** Whether the window is "open" or "closed" in this tab, from page to page; null: not said. */
  get open() {
    return attempt(() => sessionStorage.getItem(this.#key));
  }

  set open(open) {
    attempt(() => sessionStorage.setItem(this.#key, open));
  }

  /** Do something when another tab has changed the record. */
  watch(changed, signal) {
    const used = `${this.#key}used`; // it changes with every other part
    const hear = ({ key }) => (key ?? this.#key).startsWith(this.#key) && key !== used && changed();
    addEventListener("storage", hear, { signal });
  }

  /** Do something while no other tab does the same, as far as the browser lets us know. */
  async alone(deed) {
    let begun;
    const begin = () => (begun = deed());
    await navigator.locks?.request(this.#key, begin).catch(() => {});
    return begun ?? begin();
  }
}

// A visitor's conversation in this tab: what the server has, what is still to be sent, who has it.
// The server is the truth; the browser keeps only the way there and what was not sent yet.

import { Refusal } from "./api.js";
import { readEvents } from "./stream.js";

const FIRST_WAIT_MS = 1_000; // before it is tried again; doubled each time
const LONGEST_WAIT_MS = 30_000;
const SILENT_MS = 40_000; // the server says every 15 s that a stream lives
const ANEW = "anew"; // why a stream is broken off that is opened again at once
const STEADY_MS = 5_000; // after which a stream that breaks off was no failure to connect

/** Whether a message is still to be sent. */
const isDue = ({ failed, sent }) => !failed && !sent;

/** Letters that nobody guesses, the same for every attempt to do one thing. */
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Fires `change` when something is to be shown anew, `news` with each message that came by itself,
 * `standing` with each event that changed who has it, `failed` with why a message was refused, and
 * `gone` when the server does not have the conversation any more.
 */
export class Conversation extends EventTarget {
  messages = new Map(); // by seq, as the server has them
  outbox = []; // {client_id, text, at, failed?, sent?}: not among the messages yet
  state = "with_assistant";
  claimedBy = "";
  link = "idle"; // "live", or "lost" while it is tried again
  waits = null; // the refusal for which what is to be sent waits
  #visit = null;
  #last = 0;
  #loaded = false;
  #peeking = true;
  #sleepers = new Set();
  #stream = null;
  #follows = false;
  #flushes = null;
  #asked = makeId();
  #at = 0;
  #ended = false;

  constructor(api, keeping, arrive) {
    super();
    this.api = api;
    this.keeping = keeping;
    this.arrive = arrive;
  }

  /** Go on where this browser was. */
  start(signal) {
    this.keeping.watch(() => this.#meet(), signal);
    const wake = () => this.wake();
    addEventListener("online", wake, { signal });
    addEventListener("pageshow", wake, { signal });
    signal.addEventListener("abort", () => {
      this.#ended = true;
      this.#leave();
    });
    this.#meet();
    if (this.outbox.length) this.#flush();
  }

  /** Whether the server keeps something of this visitor. */
  get begun() {
    return this.#visit !== null;
  }

  get list() {
    return [...this.messages.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Whether an answer of the assistant is to be expected. */
  get thinking() {
    if (this.state === "with_staff" || this.link === "lost" || this.waits) return false;
    return this.list.at(-1)?.author === "visitor" || this.outbox.some((one) => !one.failed);
  }

  /** How many messages of others this browser has not shown yet. */
  get unread() {
    const { seen = 0 } = this.keeping.read();
    return this.list.filter(({ seq, author }) => seq > seen && author !== "visitor").length;
  }

  /** Say whether the visitor has the conversation on the screen. */
  look(isSeen) {
    const seen = this.list.at(-1)?.seq ?? 0;
    if (isSeen && seen > (this.keeping.read().seen ?? 0)) this.keeping.change({ seen });
    if (this.#peeking === !isSeen) return;
    this.#peeking = !isSeen;
    this.#stream?.abort(ANEW); // so that staff know what was seen
    this.wake();
  }

  /** Try at once what waits to be tried again. */
  wake() {
    this.#rouse();
    if (this.outbox.some(isDue)) this.#flush();
  }

  /** Send what the visitor wrote; it is kept until the server has it. */
  send(text) {
    this.#at = Math.max(Date.now(), this.#at + 1); // it orders what is sent at once
    this.#keep({ client_id: makeId(), text, at: new Date(this.#at).toISOString() });
    return this.#flush();
  }

  /** Send again what was refused, or waits. */
  retry(clientId) {
    this.#mark(clientId, undefined);
    this.wake();
  }

  /** Take back what was not sent. */
  discard(clientId) {
    this.keeping.put(clientId, null);
    this.#meet();
  }

  async wantPerson() {
    await this.#do("handoff", { client_id: this.#asked });
    this.#asked = makeId();
  }

  takeBack() {
    return this.#do("assistant", { client_id: makeId() });
  }

  leaveContact(contact) {
    return this.#do("contact", contact);
  }

  rate(seq, helpful, comment) {
    return this.#do(`messages/${seq}/feedback`, { helpful, comment });
  }

  /** Erase the conversation here and at the server. */
  async erase() {
    if (this.#visit)
      await this.api.erase(this.#visit).catch((error) => {
        if (error.status !== 404) throw error;
      });
    this.forget();
  }

  /** Forget the conversation in this browser alone. */
  forget() {
    this.keeping.clear();
    this.#leave();
    this.#meet();
  }

  /* ---- Sending ---- */

  #flush() {
    this.#flushes ??= this.#sendAll().finally(() => {
      this.#flushes = null;
    });
    return this.#flushes;
  }

  async #sendAll() {
    let wait = FIRST_WAIT_MS;
    for (;;) {
      const refusal = await this.keeping.alone(() => this.#sendNext());
      if (refusal === null || this.#ended) return;
      this.waits = refusal ?? null;
      if (!refusal) wait = FIRST_WAIT_MS;
      else {
        this.#change();
        await this.#sleep(refusal.seconds * 1000 || wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }

  /** Send the next message; gives null if there is none, and why it has to be tried again. */
  async #sendNext() {
    this.#meet(); // another tab may have sent it meanwhile
    const entry = this.outbox.find(isDue);
    if (!entry) return null;
    const { client_id, text } = entry;
    let visit = null;
    try {
      visit = await this.#begin();
      await this.api.to(visit, "messages", { client_id, text });
      this.#settle(entry, visit);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.passes) return error;
      if (error.status === 404 && visit) this.#lose(visit);
      else this.#fail(client_id, error.message || String(error.status));
    }
    return undefined;
  }

  /** The server has it; it stands as sent until it comes as a message. */
  #settle(entry, { id }) {
    const { client_id } = entry;
    const isToCome = !this.list.some((message) => message.client_id === client_id);
    if (isToCome && this.#visit?.id === id) this.#keep({ ...entry, sent: true });
    else this.discard(client_id);
    this.#rouse(); // the server is there
  }

  /** Called with the lock of all tabs held. */
  async #begin() {
    let { visit } = this.keeping.read();
    if (!visit) {
      const { id, token } = await this.api.begin(this.arrive());
      visit = { id, token };
      this.keeping.change({ visit, seen: 0 });
      this.#enter(visit, true);
    }
    this.#enter(visit);
    return visit;
  }

  async #do(path, body) {
    const visit = this.#visit ?? (await this.keeping.alone(() => this.#begin()));
    try {
      return await this.api.to(visit, path, body);
    } catch (error) {
      if (error.status === 404 && !path.startsWith("messages/")) this.#lose(visit);
      throw error;
    }
  }

  /* ---- Following ---- */

  /** Take over what this browser keeps: at the start, and when another tab has changed it. */
  #meet() {
    const { visit } = this.keeping.read();
    this.outbox = this.keeping.unsent;
    if (visit) this.#enter(visit);
    else if (this.#visit) {
      this.#leave();
      this.dispatchEvent(new Event("gone"));
    }
    this.#change();
  }

  #enter(visit, isEmpty = false) {
    if (visit.id === this.#visit?.id || this.#ended) return;
    this.#leave();
    this.#visit = visit;
    this.#rouse();
    this.#loaded = isEmpty; // one that has just begun need not be read
    this.#follow();
  }

  #leave() {
    this.#visit = null;
    this.#stream?.abort(ANEW);
    this.messages.clear();
    this.#loaded = false;
    this.#last = 0;
    this.state = "with_assistant";
    this.claimedBy = "";
    this.link = "idle";
  }

  /** The server has no such conversation any more; another tab may be in a new one already. */
  #lose({ id }) {
    if (this.keeping.read().visit?.id === id) {
      this.keeping.change({ visit: null, seen: null, contact: null });
      for (const { client_id, sent } of this.outbox) if (sent) this.keeping.put(client_id, null);
    }
    this.#meet();
  }

  async #follow() {
    if (this.#follows) return; // the loop sees that the visit is another one
    this.#follows = true;
    let wait = FIRST_WAIT_MS;
    while (this.#visit) {
      const visit = this.#visit;
      const began = Date.now();
      this.#stream = null;
      try {
        await this.#load();
        await this.#listen();
      } catch (error) {
        if (error.status === 404) this.#lose(visit);
        else if (error.status === 429 && (await this.#look())) {
          this.#connect("live"); // more windows than may follow at once: this one asks
          await this.#sleep(this.thinking ? FIRST_WAIT_MS : error.seconds * 1000);
          continue;
        }
      }
      if (!this.#visit || this.#stream?.signal.reason === ANEW) continue;
      if (Date.now() - began > STEADY_MS) wait = FIRST_WAIT_MS;
      this.#connect("lost");
      await this.#sleep(wait * (0.8 + Math.random() * 0.4)); // not all visitors at once
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
    this.#follows = false;
  }

  async #load() {
    if (this.#loaded) return;
    const visit = this.#visit;
    const read = await this.api.transcript(visit, this.#peeking);
    if (visit !== this.#visit) return;
    for (const message of read.messages) this.#have(message);
    this.state = read.state;
    this.claimedBy = read.claimed_by;
    this.#last = read.last_event;
    this.#loaded = true;
    this.#change();
  }

  async #listen() {
    const visit = this.#visit;
    const stream = (this.#stream = new AbortController());
    const { signal } = stream;
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => stream.abort(), SILENT_MS);
    };
    heard();
    try {
      const response = await this.api.follow(visit, this.#last, { peek: this.#peeking, signal });
      this.#connect("live");
      for await (const data of readEvents(response.body, heard)) {
        if (visit !== this.#visit) return;
        this.#take(JSON.parse(data));
      }
    } finally {
      clearTimeout(silence);
    }
  }

  /** Read what has happened where too many windows follow at once. */
  async #look() {
    const visit = this.#visit;
    const read = await this.api.events(visit, this.#last, this.#peeking).catch(() => null);
    if (read && visit === this.#visit) read.events.forEach((event) => this.#take(event));
    return read !== null;
  }

  #have(message) {
    const { seq, client_id } = message;
    this.messages.set(seq, message);
    if (this.outbox.some((one) => one.client_id === client_id)) this.discard(client_id);
  }

  #take(event) {
    this.#last = event.number;
    if (event.state) {
      this.state = event.state;
      this.claimedBy = event.claimed_by;
    }
    const { message } = event;
    const isNew = message && event.kind === "message" && !this.messages.has(message.seq);
    if (message) this.#have(message);
    this.#change();
    if (isNew) this.dispatchEvent(new CustomEvent("news", { detail: message }));
    if (event.state) this.dispatchEvent(new CustomEvent("standing", { detail: event }));
  }

  #connect(link) {
    if (link === this.link) return;
    this.link = link;
    this.#change();
  }

  #sleep(ms) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#sleepers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#sleepers.add(done);
    });
  }

  #rouse() {
    for (const wake of [...this.#sleepers]) wake();
  }

  /** Change what is to be sent, as all tabs have it. */
  #keep(entry) {
    this.keeping.put(entry.client_id, entry);
    this.#meet();
  }

  #fail(clientId, detail) {
    this.#mark(clientId, detail);
    this.dispatchEvent(new CustomEvent("failed", { detail }));
  }

  #mark(clientId, failed) {
    const entry = this.outbox.find((one) => one.client_id === clientId);
    if (entry) this.#keep({ ...entry, failed });
  }

  #change() {
    this.dispatchEvent(new Event("change"));
  }
}

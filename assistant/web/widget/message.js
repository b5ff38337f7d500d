// Draws one message of a conversation: who wrote it and when, its text, and what can be done to it.

import { AnswerDrawing } from "./answer.js";
import { button, element, link } from "./dom.js";
import { drawFeedback } from "./feedback.js";

const HEADED = ["partial", "unanswered", "declined", "handoff", "failed"]; // outcomes that need a word

/**
 * A message that the server has.
 *
 * @param {Object} message - As the server tells it.
 * @param {Object} context - {words, api, again, ask, rate, tell, toMessage}.
 */
export function drawMessage(message, context) {
  const { seq, author, answer, removed } = message;
  const item = element(`li.${author}`, {
    "data-seq": seq,
    "data-author": author,
    part: `message ${author}`,
    tabindex: "-1",
  });
  item.append(head(message, context.words));
  if (removed) item.append(element("p.removed", context.words.say("removed")));
  else if (answer) item.append(...drawAnswer(message, context));
  else item.append(...drawText(message.blocks, context.words));
  return item;
}

/** A message that is still to be sent, or to come back, with how it stands. */
export function drawUnsent({ client_id, text, at, failed, sent }, waits, context) {
  const { words, again } = context;
  const waiting = waits ? "waiting" : "sending";
  const state = failed ? "failed" : sent ? "sent" : waiting;
  const item = element("li.visitor", {
    "data-client": client_id,
    "data-author": "visitor",
    "data-state": state,
    part: "message visitor",
  });
  const mark = element("p.state", words.say(state, { detail: failed }));
  if (failed || state === "waiting") {
    const retry = () => again("retry", client_id);
    mark.append(" ", button("retry", { onclick: retry }, words.say("retry")));
  }
  if (failed) {
    const discard = () => again("discard", client_id);
    mark.append(" ", button("discard", { onclick: discard }, words.say("discard")));
  }
  item.append(head({ author: "visitor", at }, words), element("p.text", { dir: "auto" }, text), mark);
  return item;
}

/** Who wrote a message. */
export function authorOf({ author, name }, words) {
  if (author === "visitor") return words.say("you");
  if (author === "staff") return words.say(name ? "staff" : "staff_unnamed", { name });
  return words.say(author);
}

function head(message, words) {
  const at = new Date(message.at);
  const parts = [
    element("bdi.author", authorOf(message, words)),
    " · ",
    element("time", { datetime: message.at }, words.time(at)),
  ];
  for (const mark of ["edited", "mailed"]) if (message[mark]) parts.push(" · ", words.say(mark));
  const isStored = message.author === "visitor" && message.seq;
  if (isStored) parts.push(" · ", element("span.state", words.say("sent")));
  return element("p.head", parts);
}

/** People's words: as they are, with the links that the server allows. */
const drawText = (blocks, words) =>
  blocks.map(({ rows: [[cell]] }) => {
    const nodes = cell.map(({ text, url }) => (url ? link(url, text, words) : text));
    return element("p.text", { dir: "auto" }, nodes);
  });

/** An answer of the assistant; one that staff have sent as their own is theirs. */
function drawAnswer({ seq, author, answer, blocks, replies_to }, context) {
  const { words, toMessage } = context;
  const toVisitor = () => toMessage(replies_to);
  const nodes = new AnswerDrawing(answer, { ...context, blocks, seq, toVisitor }).draw();
  if (author !== "assistant") return nodes;
  const { outcome } = answer;
  const head = HEADED.includes(outcome) && element("p.outcome", words.say(`outcome_${outcome}`));
  return [head, ...nodes, drawFeedback(seq, context)].filter(Boolean);
}

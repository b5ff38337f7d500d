// A conversation as plain text, to keep or to pass on.

import { authorOf } from "./message.js";

/** The messages with their sources. */
export function writeTranscript(messages, words) {
  const form = new Intl.DateTimeFormat(words.language, { dateStyle: "medium", timeStyle: "short" });
  return messages
    .filter(({ removed }) => !removed)
    .map((message) => {
      const sources = (message.answer?.sources ?? []).map(writeSource);
      const head = `${authorOf(message, words)} (${form.format(new Date(message.at))})`;
      return [head, message.text, ...sources].join("\n");
    })
    .join("\n\n");
}

const writeSource = ({ n, title, section, as_of, url }) =>
  `[${n}] ${[...new Set([title, section, as_of, url])].filter(Boolean).join(", ")}`;

/** Offer a text as a file to keep. */
export function saveText(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${name}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // once the browser has read it
}

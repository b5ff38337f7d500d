// Server-sent events over fetch, which can carry a token where EventSource cannot.

/**
 * Yields what each event of a stream of our server says; the rest of its fields stands in there, too.
 *
 * @param {ReadableStream} body - Of the response.
 * @param {() => void} heard - Called with every piece that comes, comments included.
 * @returns {AsyncGenerator<string>}
 */
export async function* readEvents(body, heard) {
  let kept = "";
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      const pieces = (kept + value).split("\n\n");
      kept = pieces.pop();
      for (const piece of pieces) {
        const [, data] = /^data: ?([^\n]*)/m.exec(piece) ?? []; // JSON, which is one line
        if (data) yield data;
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // it has broken off by itself
  }
}

// Makes static/widget.js of these modules: one classic script, as small as it gets.
// Run by `make widget`; the result is part of the package, so that serving needs no Node.js.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";

const [tools, target] = process.argv.slice(2); // the folder with the tools, and where to write
const require = createRequire(`${tools}/`);
const { build, transform } = require("esbuild");
const { minify } = require("terser");

const styles = {
  name: "styles as text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const { code } = await transform(css, { loader: "css", minify: true, target: "es2022" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// Members of our own classes, which no page, no browser and no JSON knows: they need no long names.
const OURS = [
  "announce", "answered", "arrive", "begun", "claimedBy", "context", "conversation", "draw",
  "greet", "keeping", "leaveContact", "passes", "say", "takeBack", "thinking", "toEnd",
  "toMessage", "toVisitor", "unread", "unsent", "waits", "wake", "wantPerson", "words",
];

const { outputFiles } = await build({
  entryPoints: [new URL("main.js", import.meta.url).pathname],
  bundle: true,
  write: false,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  mangleProps: new RegExp(`^(${OURS.join("|")})$`),
  plugins: [styles],
});
// Commas between statements make the script shorter, but not once it is gzipped.
const compress = { passes: 3, sequences: false, unsafe_arrows: true };
const options = { ecma: 2022, compress, mangle: true };
const { code } = await minify(outputFiles[0].text, options);
await writeFile(target, `${code}\n`);

/** What a bundler makes of dist/ for a page. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "../repository/sources.ts";

/** The minified code that `source` needs, in one piece. */
export async function bundled(source: string): Promise<string> {
  const entry = "entry.js";
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "hebb" ? join(root, "dist", "index.js") : id === entry ? entry : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
    // Who bundles the library for a page gets no warning.
    onLog: (_, { message }) => assert.fail(message),
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
  assert.equal(output.length, 1);
  return output[0].code;
}

/** Bundles dist/ for a page. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "../repository/sources.ts";

/** Bundles `source` with the library into one minified file. */
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
    // Bundling the library must not cause warnings.
    onLog: (_, { message }) => assert.fail(message),
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
  assert.equal(output.length, 1);
  return output[0].code;
}

/** Bundles the systems for pages: each becomes a worker that trains it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "../repository/sources.ts";

const library: Readonly<Record<string, string>> = { hebb: "index.js", "hebb/data": "data.js" };

/** Returns the minified modules by file name. The worker of a system is ID.js; modules share chunks. */
export async function bundledSystems(ids: readonly string[]): Promise<Record<string, string>> {
  const bundle = await rolldown({
    input: Object.fromEntries(ids.map((id) => [id, `system:${id}`])),
    platform: "browser",
    plugins: [
      {
        name: "systems",
        resolveId: (id) => (library[id] ? join(root, "dist", library[id]) : id.startsWith("system:") ? id : null),
        load: (id) => (id.startsWith("system:") ? entryOf(id.slice("system:".length)) : null),
      },
    ],
    // Systems must not need Node: bundling them for a page causes no warnings.
    onLog: (_, { message }) => assert.fail(message),
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, entryFileNames: "[name].js" });
  await bundle.close();
  return Object.fromEntries(output.map((file) => [file.fileName, file.type === "chunk" ? file.code : ""]));
}

function entryOf(id: string): string {
  const [system, worker] = [`models/${id}/system.js`, "test/browser/system-worker.js"].map((path) =>
    JSON.stringify(join(root, "build", path)),
  );
  return `import { system } from ${system}; import { serveSystem } from ${worker}; serveSystem(system);`;
}

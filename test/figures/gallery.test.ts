/** The pages of structure diagrams show the diagrams as the builders draw them now. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../repository/sources.ts";

test("docs/structures.md and its pictures are up to date", async () => {
  await promisify(execFile)(process.execPath, [join(root, "scripts/structures.mjs"), "--check"]);
});

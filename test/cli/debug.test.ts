/** The environment variable HEBB_DEBUG in programs that use the library in Node. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { project, training } from "./modules.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await project({ "training.mjs": training });
});
after(() => rm(folder, { recursive: true }));

async function run(debug: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, HEBB_DEBUG: debug };
  return promisify(execFile)(process.execPath, [join(folder, "training.mjs")], { env });
}

test("HEBB_DEBUG=stages prints one table per compiled function and does not change the output", async () => {
  const [debugged, plain] = await Promise.all([run("stages"), run("")]);
  assert.equal(debugged.stdout, plain.stdout);
  assert.equal(plain.stderr, "");
  const [nothing, ...tables] = debugged.stderr.split(/\n(?=\w+ compiled at)/);
  assert.deepEqual([nothing, tables.length], ["", 2]);
  for (const [i, name] of ["descend", "predict"].entries()) {
    assert.match(tables[i]!, new RegExp(`^${name} compiled at training\\.mjs:\\d+\nstage +ms +share +result\ntrace `));
    assert.match(tables[i]!, /^total +[\d.]+$/m);
  }
});

test("other values of HEBB_DEBUG print the allowed ones", async () => {
  const { stderr } = await run("stage");
  assert.equal(stderr, "HEBB_DEBUG=stage is unknown.\n  Expected: stages.\n");
});

test("HEBB_DEBUG applies to the command line, with one table per program", async () => {
  const { output, errors } = await hebb(["show", "training.mjs"], { cwd: folder, env: { HEBB_DEBUG: "stages" } });
  assert.equal(output.match(/^stage /gm)?.length, 2);
  assert.equal(errors.match(/^stage /gm)?.length, 2);
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { DataError } from "../../src/base/errors.ts";
import { mnist } from "../../src/data/node.ts";
import type { Bundle } from "../../src/data/set.ts";
import { readFiles } from "../../src/data/files/read.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-data-"));
  process.env["HEBB_CACHE"] = join(folder, "home");
});
after(async () => {
  delete process.env["HEBB_CACHE"];
  await rm(folder, { recursive: true });
});

const content = Uint8Array.of(1, 2, 3);
const sha256 = createHash("sha256").update(content).digest("hex");
const letters: Bundle<"bytes"> = {
  set: "letters",
  origin: { kind: "npm", package: "no-such-letters", version: "1.0.0", directory: "data" },
  files: [{ name: "file", length: 3, sha256 }],
  decode: ([data]) => ({ bytes: { data: data!, shape: [3] } }),
};
const read = async (from?: string) => [...(await readFiles(letters, { folder: from }))[0]!];

/** Creates a folder with one file. */
async function holding(name: string, bytes: Uint8Array, at: string): Promise<string> {
  const path = join(folder, at);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, name), bytes);
  return path;
}

test("a file is read from the folder, from its subfolder, and from a gzip file", async () => {
  const own = await holding("file", content, "own/letters");
  assert.deepEqual(await read(own), [1, 2, 3]);
  assert.deepEqual(await read(join(folder, "own")), [1, 2, 3]);
  assert.deepEqual(await read(await holding("file.gz", gzipSync(content), "packed")), [1, 2, 3]);
});

test("HEBB_DATA has the files of a set or a folder of its name; other sets are searched in their packages", async () => {
  await holding("file", content, "shared/letters");
  const beside = await holding("file", content, "beside");
  try {
    process.env["HEBB_DATA"] = join(folder, "shared");
    assert.deepEqual(await read(), [1, 2, 3]);
    assert.equal((await mnist()).test.length, 10_000, "from its package");
    process.env["HEBB_DATA"] = beside;
    assert.deepEqual(await read(), [1, 2, 3]);
    process.env["HEBB_DATA"] = await holding("other", content, "empty");
    await assert.rejects(read(), /^DataError: the data set letters is not on this machine/);
    process.env["HEBB_DATA"] = join(folder, "nowhere");
    await assert.rejects(read(), /^DataError: the data folder .*nowhere does not exist/);
  } finally {
    delete process.env["HEBB_DATA"];
  }
});

test("packages downloaded by `hebb data get` take precedence over installed packages", async () => {
  await holding("file", content, "home/packages/no-such-letters@1.0.0/node_modules/no-such-letters/data");
  assert.deepEqual(await read(), [1, 2, 3]);
  await rm(join(folder, "home"), { recursive: true });
});

test("the error about an absent package names the command that installs it", async () => {
  await assert.rejects(
    read(),
    new DataError("the data set letters is not on this machine", {
      rule: "Its files are part of the npm package no-such-letters.",
      fix: "Run `hebb data get letters`.",
    }),
  );
});

test("the error about a damaged file names the file, the failed check, the expected and the actual value", async () => {
  const fix = "Put an intact copy there, or omit the folder and run `hebb data get letters`.";
  const refuses = async (from: string, what: string, rule?: string) =>
    assert.rejects(read(from), new DataError(what, rule === undefined ? { fix } : { rule, fix }));
  const bad = await holding("other", content, "bad");
  const path = join(bad, "file");
  await refuses(bad, `the file ${path} is missing`);
  await writeFile(path, content.subarray(1));
  const differs = `the file ${path} is not the original: its`;
  await refuses(bad, `${differs} length differs`, "Expected 3 bytes, found 2 bytes.");
  const wrong = Uint8Array.of(1, 2, 4);
  await writeFile(path, wrong);
  const found = createHash("sha256").update(wrong).digest("hex");
  await refuses(bad, `${differs} SHA-256 differs`, `Expected ${sha256}, found ${found}.`);
  const packed = await holding("file.gz", gzipSync(content).subarray(0, 15), "cut");
  await refuses(
    packed,
    `the file ${join(packed, "file.gz")} cannot be decompressed`,
    "It must be a complete gzip file: unexpected end of file.",
  );
  await mkdir(join(bad, "letters", "file"), { recursive: true });
  await refuses(bad, `the file ${join(bad, "letters", "file")} cannot be read (EISDIR)`);
  await refuses(join(bad, "letters", "file"), `the file ${join(bad, "letters", "file", "file")} is missing`);
});

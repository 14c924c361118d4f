import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DataError } from "../../src/base/errors.ts";
import { mnistBytes } from "../../src/data/mnist.ts";
import type { DataSource } from "../../src/data/source.ts";
import { readDataFile } from "../../src/data/source.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-data-"));
});
after(() => rm(folder, { recursive: true }));

test("MNIST is the original", async () => {
  const { train, test: held } = await mnistBytes();
  assert.deepEqual([train.images.length, held.images.length], [60_000 * 784, 10_000 * 784]);
  assert.deepEqual([...train.labels.subarray(0, 5)], [5, 0, 4, 1, 9]);
  const counts = new Array<number>(10).fill(0);
  for (const label of held.labels) counts[label]!++;
  assert.deepEqual(counts, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  let sum = 0;
  for (const pixel of train.images) sum += pixel;
  assert.equal((sum / train.images.length / 255).toFixed(4), "0.1307");
});

test("a folder without the files is refused, with what to do", async () => {
  const path = join(folder, "train-images-idx3-ubyte");
  const advice =
    "put an intact, unpacked copy of the mnist file there, or leave the folder away to use the npm package";
  await assert.rejects(mnistBytes({ folder }), new DataError(`The file ${path} is missing: ${advice}.`));
});

const content = Uint8Array.of(1, 2, 3);
const file = { name: "file", length: 3, sha256: createHash("sha256").update(content).digest("hex") };
const source: DataSource = { name: "letters", package: "no-such-letters", version: "1.0.0", directory: "data" };
const read = (from?: string) => readDataFile(source, file, (bytes) => [...bytes], { folder: from });

test("a file is read from the folder, from its sub-folder, and from HEBB_DATA", async () => {
  const own = join(folder, "own");
  await mkdir(join(own, "letters"), { recursive: true });
  await writeFile(join(own, "letters", "file"), content);
  assert.deepEqual(await read(own), [1, 2, 3]);
  assert.deepEqual(await read(join(own, "letters")), [1, 2, 3]);
  process.env["HEBB_DATA"] = own;
  try {
    assert.deepEqual(await read(), [1, 2, 3]);
  } finally {
    delete process.env["HEBB_DATA"];
  }
});

test("each failure is one sentence that says what to do", async () => {
  const rejects = async (from: string | undefined, message: RegExp) =>
    assert.rejects(read(from), (error) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, message);
      assert.match(error.message, /^[^\n]+: [^\n]+\.$/);
      return true;
    });
  await rejects(
    undefined,
    /^The data set letters is not installed: run `npm install --ignore-scripts no-such-letters@1/,
  );
  await rejects(
    join(folder, "none"),
    /^The data folder .*none does not exist: name a folder that holds the letters files/,
  );
  const bad = join(folder, "bad");
  await mkdir(bad);
  await rejects(bad, /^The file .*bad.file is missing: put an intact/);
  await writeFile(join(bad, "file"), content.subarray(1));
  await rejects(bad, /^The file .*bad.file has 2 bytes instead of 3: put an intact/);
  await writeFile(join(bad, "file"), Uint8Array.of(1, 2, 4));
  await rejects(bad, /^The file .*bad.file has the wrong content \(its SHA-256 differs\): put an intact/);
  await mkdir(join(bad, "letters", "file"), { recursive: true });
  await rejects(bad, /^The file .*file cannot be read \(EISDIR\): put an intact/);
});

test("what the decoder says of a wrong file comes before the checksum", async () => {
  const digits = join(folder, "digits");
  await mkdir(digits);
  await writeFile(join(digits, "train-images-idx3-ubyte"), new Uint8Array(47_040_016));
  await assert.rejects(mnistBytes({ folder: digits }), /^DataError: The file .* is not an IDX file .* 0x00000803\)/);
});

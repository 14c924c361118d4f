import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { cachePath, keep, readCached } from "../../src/data/files/cache.ts";
import { home } from "../../src/data/files/home.ts";
import { digits, fashionMnist, mnist } from "../../src/data/node.ts";
import { load } from "../../src/data/load.ts";
import { pack, unpack } from "../../src/data/packed.ts";
import type { Arrays, Bundle } from "../../src/data/set.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-cache-"));
  process.env["HEBB_CACHE"] = join(folder, "home");
});
afterEach(async () => {
  delete process.env["HEBB_CACHE"];
  await rm(folder, { recursive: true });
});

const arrays: Arrays = {
  bytes: { data: Uint8Array.of(1, 2, 3), shape: [3] },
  floats: { data: Float32Array.of(0.5, -1, NaN, Infinity), shape: [2, 2] },
  integers: { data: Int32Array.of(-7), shape: [1, 1] },
  nothing: { data: new Float32Array(0), shape: [0, 4] },
};

test("unpacked arrays are the packed ones, for any alignment of the bytes", () => {
  const bytes = pack("key", arrays);
  assert.deepEqual(unpack(bytes, "a file"), { key: "key", arrays });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual(unpack(shifted.subarray(3), "a file"), { key: "key", arrays });
});

const content = Uint8Array.of(4, 5, 6);
/** Creates a bundle that counts its decodings. */
function bundleOf(layout = 1): Bundle<"bytes"> & { decoded: number } {
  const bundle = {
    set: "letters",
    part: "cut",
    origin: { kind: "npm", package: "no-such-letters", version: "1.0.0", directory: "data" } as const,
    files: [{ name: "file", length: 3, sha256: createHash("sha256").update(content).digest("hex") }],
    layout,
    decoded: 0,
    decode: ([data]: readonly Uint8Array[]) => {
      bundle.decoded++;
      return { bytes: { data: data!, shape: [3] } };
    },
  };
  return bundle;
}

/** Creates the package of the bundle, as if it had been downloaded. */
async function install(): Promise<string> {
  const at = join(home(), "packages/no-such-letters@1.0.0/node_modules/no-such-letters/data");
  await mkdir(at, { recursive: true });
  await writeFile(join(at, "file"), content);
  return at;
}

test("decoded arrays are read from the cache, and another layout is decoded again", async () => {
  const bundle = bundleOf();
  await install();
  const first = await load(bundle);
  assert.deepEqual(await load(bundle), first);
  assert.deepEqual([...first.bytes.data], [4, 5, 6]);
  assert.equal(bundle.decoded, 1);
  assert.match(cachePath(bundle), /home\/arrays\/letters-cut-[0-9a-f]{16}\.bin$/);
  assert.deepEqual(await readdir(join(home(), "arrays")), [cachePath(bundle).split("/").at(-1)]);
  const other = bundleOf(2);
  await load(other);
  assert.equal(other.decoded, 1);
  assert.notEqual(cachePath(other), cachePath(bundle));
  const elsewhere = { ...bundleOf(), files: [{ ...bundle.files[0]!, sha256: "00" }] };
  assert.notEqual(cachePath(elsewhere), cachePath(bundle), "other contents have another key");
});

test("a damaged cache is detected and replaced", async () => {
  const bundle = bundleOf();
  await install();
  await load(bundle);
  const path = cachePath(bundle);
  const intact = await readFile(path);
  const damaged = [
    ["a byte of the arrays", Buffer.from(intact.map((byte, i) => (i === intact.length - 6 ? byte ^ 1 : byte)))],
    ["a byte of the header", Buffer.from(intact.map((byte, i) => (i === 60 ? byte ^ 1 : byte)))],
    ["its length", intact.subarray(0, intact.length - 8)],
    ["nothing left", Buffer.alloc(0)],
    ["another format", Buffer.from("something else, long enough to hold a checksum and more")],
  ] as const;
  for (const [what, bytes] of damaged) {
    await writeFile(path, bytes);
    assert.equal(await readCached(bundle), undefined, what);
    assert.deepEqual([...(await load(bundle)).bytes.data], [4, 5, 6], what);
    assert.deepEqual(await readFile(path), intact, what);
  }
  assert.equal(bundle.decoded, 1 + damaged.length);
});

test("a cache file with the right name but other contents is ignored", async () => {
  const bundle = bundleOf();
  await install();
  await load(bundleOf(2));
  await writeFile(cachePath(bundle), await readFile(cachePath(bundleOf(2))));
  assert.equal(await readCached(bundle), undefined);
});

test("a cache that cannot be written causes no error", async () => {
  await writeFile(join(folder, "home"), "a file where the folder should be");
  assert.equal((await digits()).train.length, 1437);
  await keep(bundleOf(), arrays);
  assert.equal(await readFile(join(folder, "home"), "utf8"), "a file where the folder should be");
});

test("files in a folder of the user are read and not cached", async () => {
  const named = join(folder, "named");
  await mkdir(named);
  await writeFile(join(named, "file"), content);
  const bundle = bundleOf();
  await load(bundle, { folder: named });
  await load(bundle, { folder: named });
  assert.equal(bundle.decoded, 2);
  await install();
  await load(bundle);
  await writeFile(join(named, "file"), "bad");
  await assert.rejects(load(bundle, { folder: named }), /its SHA-256 differs/);
});

test("cached arrays are those of the files; MNIST, whose files are raw arrays, is not cached", async () => {
  const decoded = await fashionMnist({ cut: true });
  const cached = await fashionMnist({ cut: true });
  assert.deepEqual(cached.train.fields, decoded.train.fields);
  assert.deepEqual(cached.test.fields, decoded.test.fields);
  const [file] = await readdir(join(home(), "arrays"));
  assert.ok((await stat(join(home(), "arrays", file!))).size > 5000 * 784);
  await mnist();
  assert.equal((await readdir(join(home(), "arrays"))).length, 1);
});

test("the cache folder is HEBB_CACHE, or in XDG_CACHE_HOME, or in ~/.cache", () => {
  const before = process.env["XDG_CACHE_HOME"];
  try {
    assert.equal(home(), join(folder, "home"));
    delete process.env["HEBB_CACHE"];
    process.env["XDG_CACHE_HOME"] = folder;
    assert.equal(home(), join(folder, "hebb"));
    process.env["XDG_CACHE_HOME"] = "not/absolute";
    assert.match(home(), /\.cache\/hebb$/);
    delete process.env["XDG_CACHE_HOME"];
    assert.match(home(), /\.cache\/hebb$/);
  } finally {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
  }
});

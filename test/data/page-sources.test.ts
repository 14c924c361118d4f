/** Data sets outside Node: packed arrays that are fetched, and files of the user. Loads the entry for pages only. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { ArgumentError, DataError } from "../../src/base/errors.ts";
import { readArrays } from "../../src/data/files/source.ts";
import {
  type Bundle,
  type DataSource,
  type Pictures,
  dataSets,
  digits,
  emojiPictures,
  fashionMnist,
  fileSource,
  iris,
  mnist,
  mnistBytes,
  packedSource,
  setDataSource,
  twoMoons,
} from "../../src/data/index.ts";
import { packFile, packedName } from "../../src/data/packed-file.ts";
import { limitRows } from "../../src/data/values.ts";
import { root } from "../repository/sources.ts";

afterEach(() => setDataSource(null));

const bundleOf = (name: string, part?: string) =>
  dataSets.find((set) => set.name === name)!.bundles.find((own) => own.part === part)!;

/** Packed file of a data set on this machine, not compressed. */
const packedFile = async (bundle: Bundle) => packFile(bundle, await readArrays(bundle));

/** Serves files by URL, and records the requests. */
function serving(files: Readonly<Record<string, Uint8Array>>) {
  const requests: string[] = [];
  const fetch = async (url: string) => {
    requests.push(url);
    const bytes = files[url];
    if (bytes === undefined) return { ok: false, status: 404, arrayBuffer: async () => new ArrayBuffer(0) };
    return { ok: true, status: 200, arrayBuffer: async () => Uint8Array.from(bytes).buffer };
  };
  return { fetch, requests };
}

/** Source of packed files by URL. */
const packed = (folder: string, files: Readonly<Record<string, Uint8Array>>) =>
  packedSource(folder, { fetch: serving(files).fetch });

/** Asserts that loading iris from these bytes rejects with a message that names the URL. */
async function refuses(bytes: Uint8Array, message: RegExp): Promise<void> {
  const source = packed("/data", { "/data/iris.bin.gz": bytes });
  await assert.rejects(iris({ source }), (error) => {
    assert.ok(error instanceof DataError, String(error));
    assert.match(error.message, /\/data\/iris\.bin\.gz/);
    assert.match(error.message, message);
    assert.ok(error.message.length < 2000);
    return true;
  });
}

test("without a source, a data set of files is refused with the way to serve it", async () => {
  await assert.rejects(mnist(), (error) => {
    assert.ok(error instanceof DataError);
    assert.match(error.message, /^the data set mnist has no source\n/);
    assert.match(error.message, /`hebb data pack public\/data mnist`.*setDataSource\(packedSource\("\/data\/"\)\)/);
    return true;
  });
  await assert.rejects(
    mnist({ folder: "/data" }),
    /^DataError: the data set mnist cannot be read from a folder outside/,
  );
  assert.equal(twoMoons({ train: 8 }).train.length, 8, "generated data need no source");
});

test("packed data are equal to those of the files, compressed and decompressed by the server", async () => {
  const bundle = bundleOf("iris");
  const file = await packedFile(bundle);
  const expected = await readArrays(bundle);
  for (const bytes of [file, gzipSync(file)]) {
    const { fetch, requests } = serving({ "https://example.org/sets/iris.bin.gz": bytes });
    setDataSource(packedSource(new URL("https://example.org/sets"), { fetch }));
    const { all } = await iris();
    assert.deepEqual(
      all.fields.map(({ data, shape }) => ({ data, shape })),
      [expected["features"], expected["labels"]],
    );
    assert.deepEqual(requests, ["https://example.org/sets/iris.bin.gz"]);
  }
});

test("every data set that is included with Hebb loads from packed arrays", async () => {
  const files: Record<string, Uint8Array> = {};
  const included = dataSets.flatMap(({ bundles }) => bundles.filter(({ origin }) => origin.kind === "library"));
  for (const bundle of included) files[`/data/${packedName(bundle)}`] = await packedFile(bundle);
  const { fetch, requests } = serving(files);
  setDataSource(packedSource("/data/", { fetch }));
  const samples = await Promise.all(
    dataSets.filter(({ bundles }) => bundles[0]?.origin.kind === "library").map(({ sample }) => sample(1)),
  );
  assert.ok(samples.length > 8);
  // emojiPictures also loads the names.
  assert.deepEqual([...new Set(requests)].sort(), Object.keys(files).sort());
});

test("missing, truncated and damaged files are refused with the failed check", async () => {
  const file = await packedFile(bundleOf("iris"));
  const zipped = gzipSync(file);
  await refuses(zipped.subarray(0, zipped.length - 20), /cannot be decompressed\n.*must be complete/);
  await refuses(zipped.subarray(0, 12), /cannot be decompressed/);
  await refuses(file.subarray(0, file.length - 8), /its length differs\n {2}Expected \d+ bytes, found \d+\./);
  await refuses(file.subarray(0, 10), /is not a packed data set/);
  await refuses(new Uint8Array(0), /is not a packed data set\n.*found "" in 0 bytes/);
  await refuses(new TextEncoder().encode("<!doctype html><title>Not found</title>"), /found "<!doctype html>/);
  const changed = file.slice();
  changed[changed.length - 9]! ^= 1;
  await refuses(changed, /its CRC-32 differs\n {2}Expected [0-9a-f]{8}, found [0-9a-f]{8}\./);
  await refuses(gzipSync(changed), /its CRC-32 differs/);
  await refuses(await packedFile(bundleOf("wine")), /is not the data set iris of this version of Hebb\n.*wine/);
  const older = { ...bundleOf("iris"), layout: 7 };
  await refuses(packFile(older, await readArrays(bundleOf("iris"))), /is not the data set iris of this version/);
  await refuses(packFile(bundleOf("iris"), {}).subarray(0, 20), /its length differs/);
});

test("a server that does not answer is named, and errors of others are passed on as reasons", async () => {
  const source = packed("/data/", {});
  await assert.rejects(
    iris({ source }),
    new DataError(
      "the data set iris could not be fetched from /data/iris.bin.gz: the server answered with the status 404",
      {
        fix: "Write the file with `hebb data pack FOLDER iris`, and serve FOLDER there.",
      },
    ),
  );
  const offline = packedSource("/data/", { fetch: () => Promise.reject(new TypeError("Failed to fetch")) });
  await assert.rejects(iris({ source: offline }), /^DataError: .* \/data\/iris\.bin\.gz: Failed to fetch\n/);
});

/** Images as large as 28 x 28 pixels are not needed to test limits. */
const few: Bundle = { ...bundleOf("fashion-mnist", "cut") };

async function limitedTo(count: number): Promise<DataSource> {
  const arrays = await readArrays(few);
  const limited = Object.entries(arrays).map(([name, values]) => [name, limitRows(values, count, "fashion-mnist-cut")]);
  const file = packFile(few, Object.fromEntries(limited) as typeof arrays);
  return packed("/data/", { "/data/fashion-mnist-cut.bin.gz": file });
}

test("of a data set packed with a limit, take returns the same examples, and more of them are refused", async () => {
  const complete = (await fashionMnist({ cut: true, source: { read: readArrays } })).train.take(30);
  const { train, test: held } = await fashionMnist({ cut: true, source: await limitedTo(1000) });
  assert.deepEqual(train.take(30).fields, complete.fields);
  assert.equal(train.take(1000).length, 1000);
  assert.equal(held.length, 1000, "the test part has no more examples");
  const missing = /^DataError: \/data\/fashion-mnist-cut\.bin\.gz has only the first 1000 of 4000 examples\n/;
  const uses: ((part: Pictures) => unknown)[] = [
    (part) => part.take(1001),
    (part) => part.take(60_000),
    (part) => part.length,
    (part) => part.fields,
    (part) => part.field(0),
    (part) => part.batches(10),
    (part) => part.split(0.5),
    (part) => part.select(Int32Array.of(0)),
    (part) => part.with(0, { data: new Uint8Array(4000), shape: [4000] }),
  ];
  for (const use of uses) assert.throws(() => use(train), missing, String(use));
});

test("MNIST as bytes is refused if examples were omitted", async () => {
  const values = { data: new Uint8Array(20), shape: [20] };
  const names = ["trainImages", "trainLabels", "testImages", "testLabels"];
  const bundle = bundleOf("mnist");
  const source = (count: number) => {
    const arrays = Object.fromEntries(names.map((name) => [name, limitRows(values, count, "mnist")]));
    return packed("/", { "/mnist.bin.gz": packFile(bundle, arrays) });
  };
  assert.equal((await mnistBytes({ source: source(20) })).train.labels.length, 20);
  await assert.rejects(
    mnistBytes({ source: source(5) }),
    /^DataError: \/mnist\.bin\.gz has only the first 5 of 20 exam/,
  );
});

const read = (path: string) => new Uint8Array(readFileSync(join(root, "data", path)));

test("files of the user are read by name, compressed or not, and verified", async () => {
  const csv = read("iris/iris.csv");
  const named = (name: string, bytes: Uint8Array) => new File([Uint8Array.from(bytes)], name);
  const expected = (await iris({ source: { read: readArrays } })).all.fields;
  const sources = [
    fileSource({ "iris.csv": csv }),
    fileSource({ "iris.csv.gz": gzipSync(csv) }),
    fileSource({ "iris.csv": new Blob([csv]) }),
    fileSource([named("other.csv", csv.subarray(5)), named("iris.csv", csv)]),
    fileSource(new Set([named("iris.csv.gz", gzipSync(csv))])),
  ];
  for (const source of sources) assert.deepEqual((await iris({ source })).all.fields, expected);
  const pictures = fileSource({
    "cut-images-idx4-ubyte.gz": read("emoji-pictures/cut-images-idx4-ubyte.gz"),
    "cut-records.tsv": read("emoji-pictures/cut-records.tsv"),
    "names.tsv.gz": read("emoji-names/names.tsv.gz"),
  });
  assert.equal((await emojiPictures({ cut: true, source: pictures })).train.names.length, 214);
});

test("files of the user that are missing or not the original are refused", async () => {
  const csv = read("iris/iris.csv");
  const fix = "Choose the original files of iris.";
  const refused = (bytes: Uint8Array, what: string, rule: string) =>
    assert.rejects(
      iris({ source: fileSource({ "iris.csv": bytes }) }),
      new DataError(`the file iris.csv is not the original: its ${what} differs`, { rule, fix }),
    );
  await refused(csv.subarray(1), "length", `Expected ${csv.length} bytes, found ${csv.length - 1} bytes.`);
  const changed = csv.map((byte, i) => (i === 30 ? byte ^ 1 : byte));
  const sums = [csv, changed].map((bytes) => createHash("sha256").update(bytes).digest("hex"));
  await refused(changed, "SHA-256", `Expected ${sums[0]}, found ${sums[1]}.`);
  const load = (files: Record<string, Uint8Array>) => iris({ source: fileSource(files) });
  await assert.rejects(
    load({}),
    /^DataError: the file iris\.csv of the data set iris was not given\n {2}Given: no files\./,
  );
  await assert.rejects(load({ "a.csv": csv, "b.csv": csv }), /Given: a\.csv, b\.csv\./);
  const bomb = gzipSync(new Uint8Array(2 ** 22));
  await assert.rejects(load({ "iris.csv.gz": bomb }), /^DataError: the file iris\.csv\.gz .*\n.*more than 2734 bytes/);
  await assert.rejects(load({ "iris.csv.gz": csv }), /^DataError: the file iris\.csv\.gz cannot be decompressed/);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`file ${i}`, csv]));
  await assert.rejects(load(many), (error) => error instanceof DataError && error.message.length < 1000);
});

test("arguments that are no source, no URL and no files are refused", async () => {
  const wrong: [() => unknown, RegExp][] = [
    [
      () => setDataSource({} as DataSource),
      /^ArgumentError: setDataSource was given a value of class Object as a source/,
    ],
    [() => setDataSource("/data/" as unknown as DataSource), /was given "\/data\/" as a source/],
    [() => setDataSource(undefined as unknown as DataSource), /was given undefined as a source/],
    [() => packedSource(""), /^ArgumentError: packedSource was given ""/],
    [() => packedSource(undefined as unknown as string), /packedSource was given undefined/],
    [() => packedSource("/", { get: fetch } as object), /packedSource has no option get/],
    [() => fileSource("iris.csv" as never), /^ArgumentError: fileSource was given the string "iris\.csv"/],
    [() => fileSource(null as never), /fileSource was given null/],
    [() => fileSource({ "iris.csv": "1,2" } as never), /was given the string "1,2" as the file iris\.csv/],
    [() => fileSource([null] as never), /was given undefined|was given null/],
  ];
  for (const [call, message] of wrong) assert.throws(call, message);
  const source = packedSource("/");
  await assert.rejects(digits({ source, folder: "/data" }), ArgumentError);
  await assert.rejects(
    digits({ source: {} as DataSource }),
    /^ArgumentError: the data set digits was given a value of/,
  );
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fetchPackage } from "../../src/cli/packages.ts";
import type { Bundle } from "../../src/data/index.ts";
import { readFiles } from "../../src/data/files/read.ts";
import { programs } from "./programs.ts";

let folder = "";
const path = process.env["PATH"];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-packages-"));
  process.env["HEBB_CACHE"] = join(folder, "home");
});
after(async () => {
  process.env["PATH"] = path;
  delete process.env["HEBB_CACHE"];
  await rm(folder, { recursive: true });
});

const letters: Bundle = {
  set: "letters",
  origin: { kind: "debian", package: "dataset-letters", directory: "usr/share/no-such-letters" },
  files: [{ name: "file", length: 4, sha256: createHash("sha256").update("abc\n").digest("hex") }],
  decode: () => ({}),
};

async function fetchWith(scripts: Record<string, string>): Promise<string> {
  process.env["PATH"] = await programs(folder, scripts);
  return fetchPackage(letters, letters.origin as Parameters<typeof fetchPackage>[1]);
}

const unpacking = (text: string) =>
  `/bin/mkdir -p "$3/usr/share/no-such-letters"; echo ${text} > "$3/usr/share/no-such-letters/file"`;
const left = () => readdir(join(folder, "home/packages"));

test("a Debian package is unpacked without installation and verified", async () => {
  const log = join(folder, "apt.log");
  const place = await fetchWith({
    "apt-get": `echo "$@" >> ${log}; echo > letters.deb`,
    "dpkg-deb": `test "$1 $2" = "-x letters.deb" && ${unpacking("abc")}`,
  });
  assert.equal(place, join(folder, "home/packages/debian-dataset-letters/usr/share/no-such-letters"));
  assert.equal(await readFile(log, "utf8"), "-qq download dataset-letters\n");
  assert.deepEqual(await readFiles(letters), [Uint8Array.from(Buffer.from("abc\n"))]);
  assert.deepEqual(await readdir(join(folder, "home/packages/debian-dataset-letters")), ["usr"]);
});

test("missing package lists of apt are fetched into Hebb's cache", async () => {
  const log = join(folder, "lists.log");
  await fetchWith({
    "apt-get": `echo "$@" >> ${log}
      case "$*" in "-qq download"*) exit 100;; *download*) echo > letters.deb;; esac`,
    "dpkg-deb": unpacking("abc"),
  });
  const lines = (await readFile(log, "utf8")).trim().split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[1]!, /^-qq -o Dir::State::lists=.*partial-\d+.download.lists -o Dir::Cache=.* update$/);
  assert.match(lines[2]!, /^-qq -o Dir::State::lists=.* download dataset-letters$/);
});

test("a package with wrong contents does not replace an intact one", async () => {
  await assert.rejects(
    fetchWith({ "apt-get": "echo > letters.deb", "dpkg-deb": unpacking("abd") }),
    /^DataError: the package dataset-letters has unexpected contents: the file .* SHA-256 differs\n/,
  );
  assert.deepEqual(await left(), ["debian-dataset-letters"]);
  assert.deepEqual(await readFiles(letters), [Uint8Array.from(Buffer.from("abc\n"))]);
});

test("without apt, dpkg or a network, errors explain what to do, and no files are left", async () => {
  const advice = /Download dataset-letters_\*.deb from .* rename its folder usr\/share\/no-such-letters to letters/;
  await assert.rejects(fetchWith({}), (error: Error) => {
    assert.match(error.message, /^apt-get is not installed\n/);
    assert.match(error.message, advice);
    return true;
  });
  await assert.rejects(fetchWith({ "apt-get": "echo > letters.deb" }), (error: Error) => {
    assert.match(error.message, /^dpkg-deb is not installed\n/);
    assert.match(error.message, advice);
    return true;
  });
  await assert.rejects(
    fetchWith({ "apt-get": "echo E: no network >&2; exit 100" }),
    /^DataError: `apt-get -qq .* update` failed\n {2}E: no network$/,
  );
  assert.deepEqual(await left(), ["debian-dataset-letters"]);
});

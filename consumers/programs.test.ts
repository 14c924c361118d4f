/** Programs that use the installed package: in Node, Deno and Bun, in CommonJS, and on the command line. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readText } from "../test/repository/sources.ts";
import { sharing } from "./probe.ts";
import { folder, run, succeed } from "./project.ts";

const node = process.execPath;
/** Sets the cache to the folder of the consumers instead of the user's. */
const env = { HEBB_CACHE: join(folder, "cache") };

interface Trained {
  readonly cores: number;
  readonly threads: number;
  readonly losses: readonly number[];
  readonly accuracy: number;
  readonly loaded: number;
}

function assertTrained(output: string): void {
  const { cores, threads, losses, accuracy, loaded } = JSON.parse(output) as Trained;
  // The documented default.
  assert.equal(threads, Math.min(8, cores));
  assert.ok(losses.at(-1)! < 0.2 * losses[0]!, losses.join(" "));
  assert.ok(accuracy > 0.9, `accuracy ${accuracy}`);
  assert.equal(loaded, accuracy);
}

const { require_module: canRequire } = process.features as { readonly require_module?: boolean };
const cannotRequire = canRequire !== true && `Node ${process.version} cannot require() modules`;
test("a CommonJS program can require the package", { skip: cannotRequire }, async () => {
  const found = JSON.parse(await succeed(node, ["node/main.cjs"], { env })) as unknown;
  assert.deepEqual(found, { slope: [2, 4, 6], points: 8 });
});

test("the package contains the included data sets", async () => {
  assert.deepEqual(JSON.parse(await succeed(node, ["node/data.mjs"], { env })), {
    austen: 1,
    breastCancer: 569,
    co2: 672,
    digits: 1437,
    emojiNames: 4342,
    emojiPictures: 214,
    fashionMnist: 4000,
    iris: 150,
    penguins: 342,
    seattleWeather: 1461,
    tangPoems: 3000,
    wine: 178,
  });
});

const shell = process.platform === "win32";

test("npx hebb prints its version", async () => {
  const { version } = JSON.parse(readText("package.json")) as { version: string };
  assert.match(await succeed("npx", ["--no", "--", "hebb", "--version"], { shell }), new RegExp(`\\b${version}\\b`));
});

test("npx hebb trains a system on included data", async () => {
  const output = await succeed("npx", ["--no", "--", "hebb", "train", "bp", "--quick"], { env, shell });
  assert.match(output, /accuracy +\d+\.\d+ % /);
  assert.match(output, /All bars met/);
  assert.ok(existsSync(join(folder, "runs", "bp-1", "result.json")));
});

/** Path of a program that npm installs in one package per platform; null if this platform has none. */
function binary(scope: string, path: string): string | null {
  const packages = join(folder, "node_modules", scope);
  if (!existsSync(packages)) return null;
  const paths = readdirSync(packages).flatMap((name) =>
    [path, `${path}.exe`].map((file) => join(packages, name, file)),
  );
  return paths.find((file) => existsSync(file)) ?? null;
}

const engines = [
  { name: "Node", program: node, words: [] },
  { name: "Deno", program: binary("@deno", "deno"), words: ["run", "--allow-all"] },
  { name: "Bun", program: binary("@oven", "bin/bun"), words: [] },
];
for (const { name, program, words } of engines) {
  const skip = program === null && `npm has no ${name} for ${process.platform} ${process.arch}`;
  const output = async (path: string) => {
    const { code, output, errors } = await run(program!, [...words, path], { env });
    // There must be no warnings, for example about failed workers.
    assert.deepEqual([code, errors], [0, ""], output);
    return output;
  };

  test(`a program trains, saves and loads in ${name}`, { skip }, async () => {
    assertTrained(await output("node/main.mjs"));
  });

  test(`a second thread takes part in ${name}`, { skip }, async () => {
    await writeFile(join(folder, "sharing.mjs"), sharing);
    assert.equal((await output("sharing.mjs")).trim(), "true");
  });
}

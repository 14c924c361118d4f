/**
 * Measures systems in full: `node scripts/measure.mjs FOLDER [SYSTEM …]` runs the full recipe and all experiments of the
 * named systems, or of all, one after another in FOLDER. It uses a copy of the built program, so that work on the sources
 * can go on. The same command continues after Ctrl+C: it skips complete parts, resumes the training that was stopped, and
 * begins an experiment again. `--only train` or `--only experiment` selects; `--list` prints the parts that remain.
 * Afterwards, `node scripts/results.mjs --runs FOLDER/runs` publishes the results.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root, run, stop } from "./setup.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, list: { type: "boolean", default: false } },
});
const [name, ...ids] = positionals;
if (name === undefined) stop("Name a folder: node scripts/measure.mjs FOLDER [SYSTEM …]");
if (![undefined, "train", "experiment"].includes(values.only)) stop('--only must be "train" or "experiment".');

/** Exit code of a command that Ctrl+C has ended. */
const interrupted = 130;

const folder = resolve(name);
const record = join(folder, "measured.json");
copyProgram();
const systems = listed();
const unknown = ids.filter((id) => !systems.some((system) => system.id === id));
if (unknown.length > 0) stop(`Unknown systems: ${unknown.join(", ")}. \`hebb list\` shows all.`);
const done = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : {};
const left = jobs().filter((job) => done[job.join(" ")]?.code !== 0);
if (values.list) for (const job of left) console.log(job.join(" "));
else process.exitCode = await measure();

/** Copies what the command line needs, unless an earlier call did. */
function copyProgram() {
  if (!run(process.execPath, [join(root, "scripts", "build.mjs")])) stop("The build failed (see above).");
  const stamp = (at) => readFileSync(join(at, "dist", ".stamp"), "utf8");
  if (existsSync(join(folder, "dist"))) {
    if (stamp(folder) === stamp(root)) return;
    stop(`${folder} contains results of other code. Name a new folder, or delete it.`);
  }
  mkdirSync(folder, { recursive: true });
  for (const part of ["bin", "data", "dist", "package.json"]) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

/** The systems, as listed by the command line. */
function listed() {
  const { stdout, status } = spawnSync(process.execPath, ["bin/hebb.js", "list", "--json"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) stop("`hebb list --json` failed.");
  const records = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return records.filter(({ kind }) => kind === "system");
}

/** The trainings and experiments, in the order of the systems. */
function jobs() {
  const chosen = systems.filter(({ id }) => ids.length === 0 || ids.includes(id));
  return chosen
    .flatMap(({ id, experiments }) => [["train", id], ...experiments.map((one) => ["experiment", id, one.name])])
    .filter(([kind]) => values.only === undefined || kind === values.only);
}

/** Runs what is left. Returns the exit code: 1 if a job failed, 130 after Ctrl+C. */
async function measure() {
  let code = 0;
  for (const [i, job] of left.entries()) {
    console.log(`\n${i + 1} of ${left.length}: ${job.join(" ")}`);
    const began = Date.now();
    const ended = await hebb(...job, ...resumed(job));
    if (ended === interrupted) return interrupted;
    const seconds = Math.round((Date.now() - began) / 1000);
    done[job.join(" ")] = { code: ended, seconds };
    writeFileSync(record, `${JSON.stringify(done, null, 2)}\n`);
    if (ended !== 0) code = 1;
  }
  const failed = Object.entries(done).filter(([, result]) => result.code !== 0);
  for (const [job, result] of failed) console.error(`${job} ended with code ${result.code}.`);
  return code;
}

/** Options that continue the latest training of a system, if it was stopped or killed. */
function resumed([kind, id]) {
  if (kind !== "train") return [];
  const runs = join(folder, "runs");
  const numbers = (existsSync(runs) ? readdirSync(runs) : [])
    .filter((run) => run.startsWith(`${id}-`) && /^\d+$/.test(run.slice(id.length + 1)))
    .map((run) => Number(run.slice(id.length + 1)));
  if (numbers.length === 0) return [];
  const latest = join("runs", `${id}-${Math.max(...numbers)}`);
  const result = join(folder, latest, "result.json");
  const isEnded = existsSync(result) && JSON.parse(readFileSync(result, "utf8")).state === "ended";
  return isEnded ? [] : ["--resume", latest];
}

/** Runs a command and returns its exit code. Ctrl+C reaches the command as well, which saves and ends with code 130. */
function hebb(...words) {
  const wait = () => {};
  process.on("SIGINT", wait);
  return new Promise((settle) => {
    const child = spawn(process.execPath, ["bin/hebb.js", ...words], { cwd: folder, stdio: "inherit" });
    child.once("exit", (code) => {
      process.off("SIGINT", wait);
      settle(code ?? interrupted);
    });
  });
}

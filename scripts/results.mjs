/**
 * Publishes results: copies the results of full recipes from runs/, as saved by `hebb train --all` and `hebb experiment
 * ID`, to models/ID/results.json, and generates docs/systems.md from these files. Facts of experiments are kept with six
 * significant digits, and their typed arrays in results.NAME.bin. `--check` writes nothing and fails if the page does not
 * match the results. Requires the compiled sources in build/ (any `npm test` compiles them). Afterwards,
 * `node scripts/pages.mjs` generates the pages of the systems.
 */
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root, stop } from "./setup.mjs";

const { values: options } = parseArgs({
  options: { check: { type: "boolean", default: false }, runs: { type: "string", default: join(root, "runs") } },
});
const page = join(root, "docs", "systems.md");
const parts = {
  1: "Feed-forward networks",
  2: "Sequences",
  3: "Optimization and generalization",
  4: "Attention",
  5: "External and associative memory",
};

const introduction = `Each system is a folder in [models/](../models) and uses only the public API. \`hebb train ID\` runs its full recipe and
compares the metrics with their bars. Its page explains it in [English](en/systems/README.md) or [Chinese](zh/systems/README.md)
and answers questions by experiments. This page is generated from \`models/*/results.json\` by \`node scripts/results.mjs\`.
Times are wall-clock times, many of them under other load; the pages name the machine, the seed and the number of threads.`;

const load = (path) => import(pathToFileURL(join(root, "build", path)));
const { loadSystems } = await load("src/cli/systems.js");
const { trainedOf } = await load("src/cli/measurements.js");

const systems = await loadSystems();
if (!options.check) for (const [id, system] of systems) take(id, system);
const text = pageOf();
if (!options.check) writeFileSync(page, text);
else if (readFileSync(page, "utf8") !== text)
  stop("docs/systems.md does not match models/*/results.json. Run `node scripts/results.mjs` to update it.");

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

function resultsPath(id) {
  return join(root, "models", id, "results.json");
}

function resultsOf(id) {
  return readJson(resultsPath(id)) ?? { experiments: {} };
}

/** Replaces the published results of a system by those in runs/. */
function take(id, { recipes, experiments }) {
  const { training: before, experiments: published } = resultsOf(id);
  const run = latest(id, "result.json");
  const training = run ? trainingOf(run.record, recipes.full.bars) : before;
  const kept = {};
  for (const name of Object.keys(experiments)) {
    const found = latest(`${id}-${name}`, `${name}.json`);
    if (found) {
      const { seed, seeds, seconds, facts } = found.record;
      kept[name] = { seed, seeds, seconds: rounded(seconds), facts: shortened(facts) };
      takeArrays(id, name, found.folder);
    } else if (published[name] !== undefined) {
      kept[name] = published[name];
    }
  }
  if (!training && Object.keys(kept).length === 0) return;
  writeFileSync(resultsPath(id), formatResults({ training, experiments: kept }));
}

/** JSON with one line for the facts of each experiment, which can be long. */
function formatResults({ training, experiments }) {
  const lines = [];
  const marked = JSON.parse(JSON.stringify({ training, experiments }), (name, value) => {
    if (name !== "facts") return value;
    lines.push(JSON.stringify(value));
    return `facts ${lines.length - 1}`;
  });
  const text = JSON.stringify(marked, null, 2).replace(/"facts (\d+)"/g, (_, line) => lines[line]);
  return `${text}\n`;
}

/** Facts with six significant digits. */
function shortened(facts) {
  return JSON.parse(JSON.stringify(facts), (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  );
}

/** Copies the typed arrays of facts, if there are any. */
function takeArrays(id, name, folder) {
  const [from, to] = [join(folder, `${name}.bin`), join(root, "models", id, `results.${name}.bin`)];
  if (existsSync(from)) copyFileSync(from, to);
  else rmSync(to, { force: true });
}

/** The record and the folder of the latest completed run called `name` with the full recipe and unchanged settings. */
function latest(name, file) {
  const numbered = (folder) => folder.startsWith(`${name}-`) && /^\d+$/.test(folder.slice(name.length + 1));
  const number = (folder) => Number(folder.slice(name.length + 1));
  return (existsSync(options.runs) ? readdirSync(options.runs) : [])
    .filter(numbered)
    .sort((x, y) => number(y) - number(x))
    .map((folder) => ({ folder: join(options.runs, folder), record: readJson(join(options.runs, folder, file)) }))
    .find(({ record }) => record?.state === "ended" && !record.quick && !hasChanges(record));
}

/** True if settings were changed by `--set`. Experiments and older runs have none. */
function hasChanges({ settings = {} }) {
  return Object.keys(settings).length > 0;
}

/** The training result, compared with the current bars, which may be stricter than those of the run. */
function trainingOf({ seed, seconds, threads, machine, metrics }, bars) {
  const judged = bars.map((bar) => ({
    ...bar,
    measured: metrics[bar.metric],
    passed: holds(metrics[bar.metric], bar),
  }));
  const passed = judged.every((bar) => bar.passed);
  return { seed, seconds: rounded(seconds), threads, machine, passed, metrics, bars: judged };
}

function holds(measured, { op, value }) {
  if (op.startsWith(">")) return op === ">" ? measured > value : measured >= value;
  return op === "<" ? measured < value : measured <= value;
}

function rounded(seconds) {
  return Math.round(10 * seconds) / 10;
}

function pageOf() {
  const sections = Object.entries(parts).map(([part, title]) => {
    const inside = systems.filter(([, { place }]) => place[0] === Number(part));
    return `## ${title}\n\n${tableOf(inside)}`;
  });
  return `${["# Systems and results", introduction, ...sections].join("\n\n")}\n`;
}

function tableOf(systems) {
  const rows = systems.map(([id, system]) => {
    const { training } = resultsOf(id);
    const links = `[${system.title.en}](en/systems/${id}.md) [${system.title.zh}](zh/systems/${id}.md)`;
    const measured = training === undefined ? "not yet measured" : barsOf(system, training).join("<br>");
    return `| \`${id}\` | ${links} | ${measured} | ${training ? `${training.seconds} s` : ""} |`;
  });
  return ["| id | system | measured (bar) | time |", "|---|---|---|---|", ...rows].join("\n");
}

/** The metrics with bars, as on the page of the system. */
function barsOf(system, training) {
  const [, ...rows] = trainedOf(system, training, "en").rows;
  return rows
    .filter(([, , bar]) => bar !== "")
    .map(([name, value, bar]) => `${name.replaceAll("_", " ")} **${value}** (${bar})`);
}

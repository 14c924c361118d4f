/**
 * `node scripts/fuzz.mjs --minutes 30`: runs random programs of public functions in all execution modes (test/fuzz/),
 * each batch in a new process, and prints failures as code. `--seed N` sets the first seed, `--count N` the number of
 * programs instead of a time, and `--workers N` the number of parallel processes.
 */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { installTools, root, runTool, stop } from "./setup.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    count: { type: "string" },
    workers: { type: "string", default: "2" },
  },
});
/** Number of programs per process. */
const batch = Math.min(40, Number(values.count ?? Infinity));
/** Timeout of a program in milliseconds. */
const longest = 180_000;

const first = Number(values.seed ?? Math.floor(Date.now() / 1000) % 1_000_000_000);
const end = values.count === undefined ? Infinity : first + Number(values.count);
const deadline = values.count === undefined ? Date.now() + 60_000 * Number(values.minutes) : Infinity;
const themes = new Map();
const findings = [];
let next = first;

installTools();
compile();
console.log(`First seed ${first}, ${values.workers} processes.`);
const clock = setInterval(() => console.log(`${programs()} programs, ${findings.length} failures`), 60_000);
await Promise.all(Array.from({ length: Number(values.workers) }, work));
clearInterval(clock);
report();
process.exit(findings.length > 0 ? 1 : 0);

/** Compiles src/ and test/ into build/, as \`npm test\` does. */
function compile() {
  mkdirSync(join(root, "build"), { recursive: true });
  const exports = { ".": "./src/index.js", "./data": "./src/data/node.js" };
  writeFileSync(join(root, "build", "package.json"), JSON.stringify({ name: "hebb", type: "module", exports }));
  if (!runTool("typescript/bin/tsc", "-p", "tsconfig.json")) stop("The tests do not compile (see above).");
}

async function work() {
  while (Date.now() < deadline && next < end) {
    let from = next;
    const to = Math.min(end, (next += batch));
    // A crash or a timeout is one failure; the next process starts at the following seed.
    while (from < to && Date.now() < deadline) from = await runBatch(from, to);
  }
}

/**
 * Runs the seeds of a batch, every other batch without fused multiply-add. Resolves to the first seed that did not run.
 */
function runBatch(from, to) {
  const fma = process.env.FUZZ_FMA ?? String(Math.floor((from - first) / batch + 1) % 2);
  return new Promise((resolve) => {
    const args = [join(root, "build/test/fuzz/child.js"), String(from), String(to - from)];
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FUZZ_FMA: fma },
    });
    let [current, errors, hung, over] = [from, "", false, false];
    const watch = () =>
      setTimeout(() => {
        hung = true;
        child.kill("SIGKILL");
      }, longest);
    let timer = watch();
    child.stderr.on("data", (text) => (errors = (errors + text).slice(-4000)));
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const said = JSON.parse(line);
      clearTimeout(timer);
      timer = watch();
      if ("finding" in said) note(said, fma);
      else if ("theme" in said) {
        themes.set(said.theme, (themes.get(said.theme) ?? 0) + 1);
        current = said.seed + 1;
        over = Date.now() > deadline;
        if (over) child.kill();
      }
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      if (over || (code === 0 && current >= to)) return resolve(to);
      const finding = hung ? "timeout" : `the process exited with code ${code}`;
      note({ seed: current, finding, code: errors, stack: "" }, fma);
      resolve(current + 1);
    });
  });
}

function note(finding, fma) {
  findings.push(finding);
  console.log(
    `\nFAILURE, FUZZ_FMA=${fma}, seed ${finding.seed}: ${finding.finding}\n${finding.code}\n${finding.stack}\n`,
  );
}

function programs() {
  return [...themes.values()].reduce((sum, count) => sum + count, 0);
}

function report() {
  for (const [theme, count] of [...themes].sort()) console.log(`${String(count).padStart(8)}  ${theme}`);
  console.log(
    `${programs()} programs, ${findings.length} failures${findings.length > 0 ? `: seeds ${findings.map(({ seed }) => seed).join(", ")}` : ""}.`,
  );
}

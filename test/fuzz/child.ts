/**
 * Process that runs the programs of COUNT seeds: `node child.js FIRST COUNT`. Prints a line of JSON when a program
 * starts, when it ends, and for each finding. FUZZ_FMA=0 disables fused multiply-add on Node 20, where it needs a flag.
 * FUZZ_MINIMIZE=0 disables minimizing.
 */
import { setThreads } from "hebb";
import { addThreads } from "../../src/runtime/threads.ts";
import { showRelaxedSimd } from "../engine/fma.ts";
import { generate } from "./generate.ts";
import { minimize } from "./minimize.ts";
import { Finding, check } from "./oracles.ts";
import { printed } from "./program.ts";

const [first, count] = process.argv.slice(2).map(Number) as [number, number];
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

if (process.env["FUZZ_FMA"] !== "0") showRelaxedSimd();
addThreads();
setThreads(1);
for (let seed = first; seed < first + count; seed++) {
  say({ seed });
  const began = performance.now();
  let theme = "none";
  try {
    const program = generate(seed);
    theme = program.theme;
    await check(program).catch(async (error: unknown) => {
      if (!(error instanceof Finding)) throw error;
      const small = process.env["FUZZ_MINIMIZE"] === "0" ? { program, error } : await minimize(program, error);
      say({ seed, finding: small.error.message, stack: stackOf(error), code: printed(small.program) });
    });
  } catch (error) {
    say({ seed, finding: `generating: ${String(error)}`, stack: stackOf(error), code: "" });
  }
  say({ seed, theme, ms: Math.round(performance.now() - began) });
}
process.exit();

function stackOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return String(((cause ?? error) as Error).stack);
}

/** `hebb sample`: generates text with a trained model. */
import type { WritingRequest } from "../../models/saved-run.ts";
import { ArgumentError } from "../base/errors.ts";
import { addThreads, setThreads } from "../runtime/index.ts";
import { compileQuickly } from "./compilation.ts";
import { random } from "../tensor/index.ts";
import { savedIn } from "./saved-run.ts";
import { loadSystem } from "./systems.ts";
import { trainedAt } from "./trained.ts";

export interface WriteOptions {
  readonly prompt?: string;
  readonly length?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly greedy?: boolean;
  readonly temperature?: number;
  readonly topK?: number;
  readonly beam?: number;
  readonly json?: boolean;
}

/** Generates text. `run` is what `trainedAt` finds, such as runs/lstm. */
export async function write(run: string, options: WriteOptions): Promise<void> {
  const { prompt = "", length = 400, seed = 0, json = false } = options;
  const { id, folder } = await trainedAt(run);
  const system = await loadSystem(id);
  if (system.write === undefined) {
    throw new ArgumentError(`the system ${id} does not generate text`, {
      rule: "The run must belong to a system that generates text, such as lstm.",
      fix: "Train one first: `hebb train lstm`.",
    });
  }
  addThreads();
  compileQuickly();
  if (options.threads !== undefined) setThreads(options.threads);
  const strategy = strategyOf(options);
  random.seed(seed);
  const start = performance.now();
  let text = "";
  for await (const piece of system.write(savedIn(folder), { prompt, length, seed, strategy, respell })) {
    if (!json) process.stdout.write(text === "" ? prompt + piece : piece);
    text += piece;
  }
  const seconds = (performance.now() - start) / 1000;
  if (json) console.log(JSON.stringify({ event: "end", id, prompt, text, seed, strategy, seconds }));
  else console.log();
}

function strategyOf({ greedy = false, temperature, topK, beam }: WriteOptions): WritingRequest["strategy"] {
  const chosen = [greedy, temperature !== undefined || topK !== undefined, beam !== undefined].filter(Boolean).length;
  if (chosen > 1) {
    throw new ArgumentError("conflicting options for the choice of tokens", {
      rule: "Choose one of: --greedy; --beam; sampling with --temperature and --top-k.",
      fix: "Run `hebb sample --help` for the usage.",
    });
  }
  if (greedy) return { kind: "greedy" };
  if (beam !== undefined) return { kind: "beam", width: beam };
  return { kind: "sample", temperature: temperature ?? 1, ...(topK !== undefined && { topK }) };
}

/** Reads simplified Chinese characters as traditional ones. The dictionary is loaded if a prompt needs it. */
async function respell(character: string): Promise<string> {
  const { traditional } = await import("./traditional.ts");
  return traditional(character);
}

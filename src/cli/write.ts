/** `hebb sample`: generates text with a trained model. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SavedRun, WritingRequest } from "../../models/system.ts";
import { ArgumentError, DataError } from "../base/errors.ts";
import { loadModel } from "../io/checkpoint.ts";
import { addThreads, setThreads } from "../runtime/index.ts";
import { compileQuickly } from "./compilation.ts";
import { readRecord } from "./files.ts";
import { random } from "../tensor/index.ts";
import { folderOfRun } from "./run-folder.ts";
import { loadSystem } from "./systems.ts";
import { recordName } from "./train-system.ts";

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

/** Generates text. `run` is a folder saved by `hebb train`, or the file that names the latest one. */
export async function write(run: string, options: WriteOptions): Promise<void> {
  const { prompt = "", length = 400, seed = 0, json = false } = options;
  const folder = await folderOfRun(run);
  const id = await systemOf(folder);
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
  for await (const piece of system.write(savedIn(folder), { prompt, length, seed, strategy })) {
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

async function systemOf(folder: string): Promise<string> {
  const record = await readRecord(join(folder, recordName));
  if (typeof record?.["id"] === "string") return record["id"];
  throw new DataError(`${folder} contains no result of a training`, {
    rule: "It must be a run saved by `hebb train`, such as runs/lstm.",
    fix: "Train a system first: `hebb train lstm`.",
  });
}

function savedIn(folder: string): SavedRun {
  return {
    async load(name, model) {
      await loadModel(model, join(folder, `${name}.safetensors`));
      return model;
    },
    text: (name) =>
      readFile(join(folder, name), "utf8").catch((error: NodeJS.ErrnoException) => {
        throw new DataError(`${join(folder, name)} cannot be read (${error.code ?? error.message})`, {
          fix: "Train the system again: `hebb train`.",
        });
      }),
  };
}

/** `hebb sample`: lets a model that was trained before write text. */
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
import { recordName } from "./train.ts";

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

/** `run` is a folder that `hebb train` saved, or the file that names it. */
export async function write(run: string, options: WriteOptions): Promise<void> {
  const { prompt = "", length = 400, seed = 0, json = false } = options;
  const folder = await folderOfRun(run);
  const id = await systemOf(folder);
  const system = await loadSystem(id);
  if (system.write === undefined) {
    throw new ArgumentError(`${id} writes no text`, { rule: "`hebb sample` takes the run of a system that does." });
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
    throw new ArgumentError("sample was given several ways to choose tokens", {
      rule: "It is --greedy, --beam, or drawing with --temperature and --top-k.",
    });
  }
  if (greedy) return { kind: "greedy" };
  if (beam !== undefined) return { kind: "beam", width: beam };
  return { kind: "sample", temperature: temperature ?? 1, ...(topK !== undefined && { topK }) };
}

async function systemOf(folder: string): Promise<string> {
  const record = await readRecord(join(folder, recordName));
  if (typeof record?.["id"] === "string") return record["id"];
  throw new DataError(`${folder} holds no result of a training`, {
    rule: "`hebb sample` takes a run that `hebb train` has saved, such as runs/lstm.",
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
          fix: "Train the system again.",
        });
      }),
  };
}

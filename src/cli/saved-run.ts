/** Reads the folder of a training. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SavedRun } from "../../models/saved-run.ts";
import { DataError } from "../base/errors.ts";
import { loadModel } from "../io/checkpoint.ts";
import { readRecord } from "./files.ts";
import { recordName } from "./train-system.ts";

/** Returns the id of the system that was trained in `folder`. Rejects with a DataError if there is no training. */
export async function systemOf(folder: string): Promise<string> {
  const record = await readRecord(join(folder, recordName));
  if (typeof record?.["id"] === "string") return record["id"];
  throw new DataError(`${folder} contains no result of a training`, {
    rule: "It must be a run saved by `hebb train`, such as runs/lstm.",
    fix: "Train a system first: `hebb train lstm`.",
  });
}

/** Returns the files of the training in `folder`. */
export function savedIn(folder: string): SavedRun {
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

/** The trained model that a command reads: a run of the user, or the model that is included with Hebb. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ArgumentError } from "../base/errors.ts";
import { said } from "./language.ts";
import { folderOfRun } from "./run-folder.ts";
import { systemOf } from "./saved-run.ts";
import { catalog, loadSystem } from "./systems.ts";
import { typed } from "./typed.ts";

/** A trained system and the folder of its files. */
export interface Trained {
  readonly id: string;
  readonly folder: string;
}

/** Folders with the models of all systems: beside the built systems, or in the repository. */
const modelFolders = ["./models/", "../../models/", "../../../models/"].map((path) => new URL(path, import.meta.url));

/**
 * Finds the training that `subject` names: the folder of a run, the file that names the latest one, or the id of a
 * system, whose latest run is in runs/. If that does not exist and a trained model of the system is included with Hebb,
 * this is used, and a notice says so. Throws an ArgumentError or a DataError if there is nothing.
 */
export async function trainedAt(subject: string): Promise<Trained> {
  const isId = Object.hasOwn(catalog(), subject);
  const path = isId ? join("runs", subject) : subject;
  const id = basename(path);
  if (!existsSync(path) && Object.hasOwn(catalog(), id)) {
    const included = includedFolder(id);
    if (included !== undefined) {
      await announce(id, path);
      return { id, folder: included };
    }
    if (isId) {
      throw new ArgumentError(`there is no run of ${subject} in runs/`, {
        fix: `Train it first: \`${typed()} train ${subject} --quick\`.`,
      });
    }
  }
  const folder = await folderOfRun(path);
  return { id: await systemOf(folder), folder };
}

/** Returns the folder of the trained model of this system that is included with Hebb, if there is one. */
export function includedFolder(id: string): string | undefined {
  const found = modelFolders.map((url) => new URL(`${id}/included/`, url)).find((url) => existsSync(url));
  return found && fileURLToPath(found);
}

async function announce(id: string, path: string): Promise<void> {
  const { title } = await loadSystem(id);
  console.error(
    said({
      en: `${path} does not exist; using the trained model that is included with Hebb: ${title.en}.\nTrain your own: ${typed()} train ${id}\n`,
      zh: `没有 ${path}，改用 Hebb 自带的训练好的模型：${title.zh}。\n自己训练：${typed()} train ${id}\n`,
    }),
  );
}

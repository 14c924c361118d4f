/** Reads the settings that a training saved with its models, from which the models are built again. */
import { DataError } from "hebb";
import type { SavedRun } from "../saved-run.ts";

/** Parses the text saved under this name as JSON. Rejects with a DataError unless it is an object. */
export async function savedSettings<T extends object>(saved: SavedRun, name: string): Promise<T> {
  const text = await saved.text(name);
  const settings = parsed(text);
  if (typeof settings === "object" && settings !== null && !Array.isArray(settings)) return settings as T;
  throw new DataError(`${name} does not contain settings`, {
    rule: `It must be a JSON object, but begins with ${JSON.stringify(text.slice(0, 20))}.`,
    fix: "Train the system again.",
  });
}

/** Returns undefined for invalid JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

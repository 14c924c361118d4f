/** Settings that a training keeps beside its models, so that they can be built again. */
import { DataError } from "hebb";
import type { SavedRun } from "../system.ts";

/** What was kept under this name as JSON. Rejects with a DataError where it is no object any more. */
export async function savedSettings<T extends object>(saved: SavedRun, name: string): Promise<T> {
  const text = await saved.text(name);
  const settings = parsed(text);
  if (typeof settings === "object" && settings !== null && !Array.isArray(settings)) return settings as T;
  throw new DataError(`${name} holds no settings`, {
    rule: `A training has kept an object as JSON; this begins with ${JSON.stringify(text.slice(0, 20))}.`,
    fix: "Train the system again.",
  });
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The files of a run that was not written to disk, for tests of looks and of generated text. */
import { decodeModel, encodeModel } from "hebb";
import type { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";

/** Returns the models and texts of a run as if they had been saved and loaded. */
export function filesOf(run: Run): SavedRun {
  return {
    async load(name, model) {
      await decodeModel(model, await encodeModel(run.models.get(name)!));
      return model;
    },
    text: async (name) => run.texts.get(name)!,
  };
}

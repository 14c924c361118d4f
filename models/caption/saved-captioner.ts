/** Settings that a training saves beside its captioners, from which they are built again. */
import type { Language } from "./captions.ts";
import type { CaptionerSizes } from "./model.ts";

export interface SavedCaptioner {
  /** Trained on the pictures included with Hebb instead of all. */
  readonly cut: boolean;
  readonly sizes: CaptionerSizes;
}

/** Returns the name of the file of this language. */
export const savedCaptioner = (language: Language): string => `captioner-${language}.json`;

/** Captioners for the experiments, trained for fewer epochs than in the recipe. */
import type { Run } from "../../run.ts";
import { type Album, type Language, languages, readAlbum } from "../captions.ts";
import type { Captioner } from "../model.ts";
import { blindEpochs, settings } from "../settings.ts";
import { trainCaptioner } from "../training.ts";

/** A trained captioner and its data. */
export interface Prepared {
  readonly album: Album;
  readonly model: Captioner;
}

/** Epochs of the captioners and of the language models; the effects appear before the last captions are correct. */
const epochs = {
  full: { captioner: 10, blind: 6 },
  quick: { captioner: 24, blind: blindEpochs.quick },
} as const;

/** Loads the data and trains a captioner. */
export async function prepare(run: Run, language: Language): Promise<Prepared> {
  const album = await readAlbum(language, { cut: run.quick });
  const size = run.quick ? "quick" : "full";
  const options = { label: languages[language] };
  const model = await trainCaptioner(run, album, { ...settings[size], epochs: epochs[size].captioner }, options);
  return { album, model: run.keep(`captioner-${language}`, model) };
}

/** Trains the language model without pictures, which needs fewer epochs. */
export async function prepareBlind(run: Run, album: Album): Promise<Captioner> {
  const size = run.quick ? "quick" : "full";
  const options = { label: `${languages[album.language]} without pictures`, blind: true };
  const model = await trainCaptioner(run, album, { ...settings[size], epochs: epochs[size].blind }, options);
  return run.keep(`language-${album.language}`, model);
}

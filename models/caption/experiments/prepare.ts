/** What experiments look at: a captioner of their own, trained for fewer passes than that of the recipe. */
import type { Run } from "../../run.ts";
import { type Album, type Language, languages, readAlbum } from "../captions.ts";
import type { Captioner } from "../model.ts";
import { blindEpochs, settings } from "../settings.ts";
import { trainCaptioner } from "../training.ts";

export interface Prepared {
  readonly album: Album;
  readonly model: Captioner;
}

/** Of the captioners: what is to be seen can be seen before the last captions are right. */
const epochs = { full: 16, quick: 30 } as const;

export async function prepare(run: Run, language: Language): Promise<Prepared> {
  const album = await readAlbum(language, { cut: run.quick });
  const size = run.quick ? "quick" : "full";
  const options = { label: languages[language] };
  const model = await trainCaptioner(run, album, { ...settings[size], epochs: epochs[size] }, options);
  return { album, model: run.keep(`captioner-${language}`, model) };
}

/** The language model without pictures, which learns in fewer passes. */
export async function prepareBlind(run: Run, album: Album): Promise<Captioner> {
  const size = run.quick ? "quick" : "full";
  const options = { label: `${languages[album.language]} without pictures`, blind: true };
  const model = await trainCaptioner(run, album, { ...settings[size], epochs: blindEpochs[size] }, options);
  return run.keep(`language-${album.language}`, model);
}

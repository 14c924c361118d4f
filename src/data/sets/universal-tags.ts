/**
 * Universal part-of-speech tags (Petrov, Das, McDonald, 2012), and their mapping from the tags of the Brown corpus. One
 * difference from the published table: `ex` (there), `pn` (everybody) and possessives are PRON.
 */
import { DataError } from "../../base/errors.ts";

/** Universal tags in the order of labels. X stands for foreign words and other text. */
export const universalTags = [
  "VERB",
  "NOUN",
  "PRON",
  "ADJ",
  "ADV",
  "ADP",
  "CONJ",
  "DET",
  "NUM",
  "PRT",
  "X",
  ".",
] as const;

/** Universal part-of-speech tag. */
export type UniversalTag = (typeof universalTags)[number];

/** Tags of the corpus by universal tag, without marks of negation (*) and possession ($). */
const table: Readonly<Record<UniversalTag, string>> = {
  VERB: "vb vbd vbg vbn vbz be bed bedz beg bem ben ber bez do dod doz hv hvd hvg hvn hvz md",
  NOUN: "nn nns np nps nr nrs",
  PRON: "pp ppl ppls ppo pps ppss pn wp wpo wps ex",
  // Ordinals, and post-determiners such as "many" and "other".
  ADJ: "jj jjr jjs jjt od ap",
  // Qualifiers such as "very", interrogative adverbs, and "not".
  ADV: "rb rbr rbt rn ql qlp wql wrb *",
  // Prepositions, and subordinating conjunctions such as "that" and "if".
  ADP: "in cs",
  CONJ: "cc",
  // Articles and predeterminers such as "all" and "quite".
  DET: "at dt dti dts dtx wdt abl abn abx",
  NUM: "cd",
  // Particles of verbs, "to" before an infinitive, and interjections.
  PRT: "rp to uh",
  X: "nil",
  ".": ". , : ( ) -- `` '' '",
};

const universal = new Map(
  universalTags.flatMap((name) => table[name].split(" ").map((tag): [string, UniversalTag] => [tag, name])),
);

/**
 * Converts a tag of the Brown corpus to a universal tag. Suffixes of titles, headlines and citations (-tl, -hl, -nc)
 * are ignored. Contractions (ppss+bem, "I'm") have the tag of their first word. Foreign words (fw-) are X. Throws a
 * DataError for an unknown tag.
 */
export function universalTag(tag: string): UniversalTag {
  if (tag.startsWith("fw-")) return "X";
  const base = tag.startsWith("--") ? "--" : /^[^-+]+/.exec(tag)?.[0];
  const found = universal.get(base ?? "") ?? universal.get(base?.replace(/[*$]+$/, "") ?? "");
  if (found !== undefined) return found;
  throw new DataError(`${JSON.stringify(tag)} is not a tag of the Brown corpus`);
}

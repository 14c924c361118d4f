/**
 * Parts of speech that are the same for many languages (Petrov, Das, McDonald, 2012), and which of them a tag of the
 * Brown corpus is. Where we depart from their table, for pronouns: `ex` (there), `pn` (everybody) and possessives are PRON.
 */
import { DataError } from "../../base/errors.ts";

/** In the order of the labels of a tagger: verbs, nouns, pronouns and so on; X is what is foreign or not a word. */
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

export type UniversalTag = (typeof universalTags)[number];

/** Tags of the corpus without marks of negation (*) and possession ($). */
const table: Readonly<Record<UniversalTag, string>> = {
  VERB: "vb vbd vbg vbn vbz be bed bedz beg bem ben ber bez do dod doz hv hvd hvg hvn hvz md",
  NOUN: "nn nns np nps nr nrs",
  PRON: "pp ppl ppls ppo pps ppss pn wp wpo wps ex",
  // Ordinals, and post-determiners such as "many" and "other".
  ADJ: "jj jjr jjs jjt od ap",
  // Qualifiers such as "very", adverbs that ask, and "not".
  ADV: "rb rbr rbt rn ql qlp wql wrb *",
  // Prepositions, and subordinating conjunctions such as "that" and "if".
  ADP: "in cs",
  CONJ: "cc",
  // Articles, and what stands before them, such as "all" and "quite".
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
 * The universal tag of a tag of the Brown corpus. Marks of titles, headlines and citations (-tl, -hl, -nc) are left away;
 * of contractions (ppss+bem, "I'm") the first word counts; foreign words (fw-) are X. Throws a DataError for other tags.
 */
export function universalTag(tag: string): UniversalTag {
  if (tag.startsWith("fw-")) return "X";
  const base = tag.startsWith("--") ? "--" : /^[^-+]+/.exec(tag)?.[0];
  const found = universal.get(base ?? "") ?? universal.get(base?.replace(/[*$]+$/, "") ?? "");
  if (found !== undefined) return found;
  throw new DataError(`${JSON.stringify(tag)} is not a tag of the Brown corpus`);
}

/** Regularity of generated poems: four lines of five or of seven characters. */
import type { Vocabulary } from "hebb/data";
import type { LanguageModel } from "../shared/language.ts";
import { writeText } from "../shared/writing.ts";

const regular = /^(?:\p{sc=Han}{5}，\p{sc=Han}{5}。){2}$|^(?:\p{sc=Han}{7}，\p{sc=Han}{7}。){2}$/u;

/** Generates `length` characters at temperature 1 and returns the fraction of lines that are regular. */
export async function regularShare(model: LanguageModel, vocabulary: Vocabulary, length: number): Promise<number> {
  let text = "";
  const strategy = { kind: "sample", temperature: 1 } as const;
  for await (const piece of writeText(model, vocabulary, { prompt: "", length, seed: 0, strategy })) text += piece;
  return shareOfLines(text);
}

/** Returns the fraction of regular lines, 0 without lines; the last line counts only if it is complete. */
export function shareOfLines(text: string): number {
  const lines = text.split("\n").slice(0, -1);
  return lines.filter((line) => regular.test(line)).length / Math.max(1, lines.length);
}

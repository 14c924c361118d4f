/** How much of what a model of poems writes has the form of one: four lines of five, or of seven, characters. */
import type { Vocabulary } from "hebb/data";
import type { LanguageModel } from "../shared/language.ts";
import { writeText } from "../shared/writing.ts";

const regular = /^(?:\p{sc=Han}{5}，\p{sc=Han}{5}。){2}$|^(?:\p{sc=Han}{7}，\p{sc=Han}{7}。){2}$/u;

/** The share of the lines that are regular, of a text of so many characters drawn at temperature 1. */
export async function regularShare(model: LanguageModel, vocabulary: Vocabulary, length: number): Promise<number> {
  let text = "";
  const strategy = { kind: "sample", temperature: 1 } as const;
  for await (const piece of writeText(model, vocabulary, { prompt: "", length, seed: 0, strategy })) text += piece;
  return shareOfLines(text);
}

/** The last line counts only where it has ended. */
export function shareOfLines(text: string): number {
  const lines = text.split("\n").slice(0, -1);
  return lines.filter((line) => regular.test(line)).length / lines.length;
}

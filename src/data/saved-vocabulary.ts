/** Loading of vocabularies from JSON. */
import { DataError } from "../base/errors.ts";
import { loadBytePairs } from "./byte-pair.ts";
import { decoded } from "./damaged.ts";
import { type SavedVocabulary, type Vocabulary, checkSpecial, loadTable } from "./vocabulary.ts";

/**
 * Loads a vocabulary saved with `JSON.stringify(vocabulary)`. `source` is the name of the text in errors; the default
 * is "the text". Throws a DataError if the text is not a saved vocabulary.
 */
export function loadVocabulary(json: string, source = "the text"): Vocabulary {
  const saved = parse(json, source);
  if (!isSaved(saved)) {
    throw new DataError(`${source} is not a vocabulary`, { rule: "It must have a kind, special tokens and tokens." });
  }
  return decoded(source, () => {
    checkSpecial(saved.special);
    return saved.kind === "byte pairs" ? loadBytePairs(saved, source) : loadTable(saved, source);
  });
}

function parse(json: string, source: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new DataError(`${source} is not JSON (${(error as Error).message})`, {
      rule: "A vocabulary must be saved as JSON.",
    });
  }
}

function isSaved(value: unknown): value is SavedVocabulary {
  if (typeof value !== "object" || value === null) return false;
  const { kind, special, tokens } = value as Record<string, unknown>;
  const known = kind === "characters" || kind === "words" || kind === "byte pairs";
  return known && Array.isArray(special) && Array.isArray(tokens);
}

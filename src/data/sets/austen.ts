/** The six novels of Jane Austen: English text for character or word models. */
import type { Parts } from "../drawn.ts";
import { load } from "../load.ts";
import { decodeTexts } from "../rdata.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "../set.ts";
import { bytesOf, passage, splitText, textOf } from "../text.ts";

const set = "austen";
/** Titles by the variable names of the package. */
const titles = {
  sensesensibility: "Sense and Sensibility",
  prideprejudice: "Pride and Prejudice",
  mansfieldpark: "Mansfield Park",
  emma: "Emma",
  northangerabbey: "Northanger Abbey",
  persuasion: "Persuasion",
} as const;
type Variable = keyof typeof titles;

const all: Bundle<Variable> = {
  set,
  part: "all",
  origin: {
    kind: "debian",
    package: "r-cran-janeaustenr",
    directory: "usr/lib/R/site-library/janeaustenr/data",
  },
  files: [
    { name: "Rdata.rdx", length: 262, sha256: "cab8cbe4ce965d3b42b35c03383bafccc0eb78151f70e4748ead45270470c22f" },
    {
      name: "Rdata.rdb",
      length: 1_601_335,
      sha256: "8fb5198960d0da724b1562f96e4221e5c1b41ff455000280b02c55980c3d8f21",
    },
  ],
  decode: async ([index, database]) => {
    const texts = await decodeTexts(index!, database!);
    const named = Object.keys(titles).map((name) => [name, bytesOf(`${texts.get(name)!.join("\n")}\n`)]);
    return Object.fromEntries(named) as Arrays<Variable>;
  },
  layout: 1,
};

// Not cached, because the text needs no decoding.
const cut: Bundle<"persuasion"> = {
  set,
  part: "cut",
  origin: { kind: "library" },
  files: [
    {
      name: "persuasion.txt",
      length: 466_854,
      sha256: "8061549557aebd2fd6e353d18d9197cb707029112bd52d4d8b174583a925848a",
    },
  ],
  decode: ([text]) => ({ persuasion: { data: text!, shape: [text!.length] } }),
};

export const austenSet: DataSet = {
  name: set,
  title: "Novels of Jane Austen",
  chinese: "简·奥斯汀小说",
  summary: "English prose of the early nineteenth century, in lines of about 70 characters",
  size: "six novels, 4.0 million characters, 80 different ones; the cut is Persuasion, 0.5 million characters",
  source: "J. Austen, Project Gutenberg; Debian package r-cran-janeaustenr 1.0.0; the cut is included in the library",
  license: "public domain (the package: MIT)",
  citation: "J. Silge: janeaustenr, Jane Austen's Complete Novels. R package 1.0.0 (2022)",
  bundles: [cut, all],
  sample: async (seed) => passage((await austen({ cut: true })).train, 800, seed),
};

/** Options of `austen`. */
export interface AustenOptions extends DataOptions {
  /** Load only Persuasion, which is included in the library. Default false. */
  readonly cut?: boolean;
}

/** Novel. */
export interface Novel {
  readonly title: string;
  readonly text: string;
}

/** Training, validation and test parts, and the complete novels in the order of publication. */
export type Austen = Parts<string> & { readonly novels: readonly Novel[] };

/**
 * Loads the novels of Jane Austen. The last tenth of each novel is held out, half for validation and half for test,
 * split at the ends of paragraphs. Rejects with a DataError if a file is missing or not the original.
 */
export async function austen({ cut: small = false, ...options }: AustenOptions = {}): Promise<Austen> {
  const arrays: Partial<Arrays<Variable>> = small ? await load(cut, options) : await load(all, options);
  const novels = (Object.keys(titles) as Variable[]).flatMap((name): Novel[] => {
    const bytes = arrays[name];
    return bytes === undefined ? [] : [{ title: titles[name], text: textOf(bytes) }];
  });
  const parts = novels.map(({ text }) => splitText(text));
  const joined = (part: keyof Parts<string>) => parts.map((own) => own[part]).join("");
  return { train: joined("train"), validation: joined("validation"), test: joined("test"), novels };
}

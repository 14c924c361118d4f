/** Messages of LibreOffice with their translations: short sentences translated by people. */
import type { Parts } from "../drawn.ts";
import { type GroupSplit, splitGroups } from "../groups.ts";
import { load } from "../load.ts";
import { decodeMessages, type Message } from "../mo.ts";
import { chosen } from "../sample.ts";
import type { Bundle, DataOptions, DataSet } from "../set.ts";
import { bytesOf, textOf } from "../text.ts";
import type { Translation } from "./emoji-names.ts";

const set = "libre-office";

const catalogs =
  "acc avmedia basctl chart cnr cui dba dkt editeng flt for fps frm fwk oox pcr rpt sb sc sca scc sd sfx sm svl svt svx sw uui vcl wiz wpt xsc"
    .split(" ")
    .map((name) => `${name}.mo`);

/** Packages of Debian 12. Their updates have not changed the messages. */
const sources = {
  fr: {
    package: "libreoffice-l10n-fr",
    letter: /\p{Ll}/u,
    folder: "fr",
    length: 3_305_552,
    sha256: "e4be98512dce3ee0c590b84ee169ef720ea365a3da1486cac715b47b18aa5908",
  },
  zh: {
    package: "libreoffice-l10n-zh-cn",
    letter: /\p{Script=Han}/u,
    folder: "zh_CN",
    length: 2_964_294,
    sha256: "f0fe8258b6672a0701390fdd4520394c6a4aa848b365c9cbb775a764c085a8bb",
  },
} as const;

type Language = keyof typeof sources;

function bundleOf(language: Language): Bundle<"lines"> {
  const { package: name, letter, folder, length, sha256 } = sources[language];
  return {
    set,
    part: language,
    origin: {
      kind: "debian",
      package: name,
      directory: `usr/lib/libreoffice/program/resource/${folder}/LC_MESSAGES`,
    },
    files: [{ name: "*.mo", parts: catalogs, length, sha256 }],
    decode: (contents) => {
      const messages = contents.flatMap((bytes, i) => decodeMessages(bytes, catalogs[i]!));
      return { lines: bytesOf(sentencePairs(messages, letter).join("\n")) };
    },
    layout: 1,
  };
}

const bundles: Readonly<Record<Language, Bundle<"lines">>> = { fr: bundleOf("fr"), zh: bundleOf("zh") };

export const libreOfficeSet: DataSet = {
  name: set,
  title: "LibreOffice messages",
  chinese: "LibreOffice 界面文本",
  summary: "English messages of LibreOffice with French and Chinese translations",
  size: "15,877 messages in Chinese and 15,731 in French; 6,787 and 6,931 of them have 3 to 12 words",
  source: "the LibreOffice contributors, 7.4.7; Debian packages libreoffice-l10n-fr and libreoffice-l10n-zh-cn",
  license: "MPL-2.0",
  citation: "The Document Foundation: LibreOffice 7.4, user interface translations (2022)",
  bundles: [bundles.zh, bundles.fr],
  sample: async (seed) => {
    const { train } = await libreOffice();
    const passages = chosen(train.length, 8, seed).map((i) => `${train[i]!.source}\n${train[i]!.target}`);
    return { kind: "text", passages };
  },
};

/** Options of `libreOffice`. */
export interface LibreOfficeOptions extends DataOptions, GroupSplit {
  /** Target language. Default "zh". */
  readonly to?: Language;
  /** Minimum and maximum number of words of the English text. Default [3, 12]. */
  readonly words?: readonly [least: number, most: number];
}

/**
 * Loads English messages with their translations, in three parts. Every English text occurs once; texts that differ
 * only in punctuation, spaces or case are in the same part. Messages with markup or placeholders and untranslated
 * messages are omitted, and menu accelerators are removed. Rejects with a DataError if the files are missing or not the
 * original, and with an ArgumentError if the fractions are invalid.
 */
export async function libreOffice(options: LibreOfficeOptions = {}): Promise<Parts<readonly Translation[]>> {
  const { to = "zh", words: [least, most] = [3, 12] } = options;
  const { lines } = await load(bundles[to], options);
  const pairs = textOf(lines)
    .split("\n")
    .map((line): Translation => {
      const [source, target] = line.split("\t") as [string, string];
      return { source, target };
    })
    .filter(({ source }) => {
      const count = source.split(" ").length;
      return count >= least && count <= most;
    });
  return splitGroups(pairs, ({ source }) => lettersOf(source), options);
}

const lettersOf = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");

/** Lines with a text and its most frequent translation. Names in capital letters are omitted. */
function sentencePairs(messages: readonly Message[], letter: RegExp): string[] {
  const translations = new Map<string, Map<string, number>>();
  for (const { original, translation } of messages) {
    const [source, target] = [plain(original), plain(translation)];
    const usable = isText(original) && isText(translation) && /\p{Ll}/u.test(source) && letter.test(target);
    if (!usable || source === target) continue;
    const counts = translations.get(source) ?? new Map<string, number>();
    translations.set(source, counts.set(target, (counts.get(target) ?? 0) + 1));
  }
  return [...translations].map(([source, counts]) => {
    const [[target]] = [...counts].sort(([, a], [, b]) => b - a) as [[string, number]];
    return `${source}\t${target}`;
  });
}

/** Removes the marks of menu accelerators: "_Text", "~Text", "(_T)", "(~T)". */
function plain(text: string): string {
  return text
    .replaceAll(/\s*\([_~]\w\)/g, "")
    .replaceAll(/(^|[^\p{L}\p{N}])?[_~](?=[\p{L}\p{N}/])/gu, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Returns true for plain text: no markup, no placeholders, no plural forms. */
function isText(message: string): boolean {
  // A zero byte separates plural forms.
  return !message.includes("\0") && !/[\n<>{}\\|%$#]|PRODUCT|ARG\d/.test(message);
}

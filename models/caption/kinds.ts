/** What each word of a caption tells, by the rules that names of emoji are made by. */
import type { Album } from "./captions.ts";

export const kinds = ["skin tone", "gender", "what it is", "form"] as const;

export type Kind = (typeof kinds)[number];

interface Rules {
  /** Skin tones, and what is said of all of them. */
  readonly tone: RegExp;
  readonly gender: RegExp;
  readonly form: RegExp;
}

/** Marks are put behind the words of English, so that the words around are apart. */
const rules = {
  en: {
    tone: /(?:medium-light|medium-dark|light|medium|dark)(?= skin tone )/g,
    gender: /(?<= )(?:man|woman|person|men|women|people|boy|girl)(?= )/g,
    form: /(?<= )(?:[:,]|skin tone)(?= )/g,
  },
  zh: { tone: /(?:中等-浅|中等-深|较浅|较深|中等)(?=肤色)/g, gender: /[男女]/g, form: /:|肤色/g },
} as const satisfies Record<Album["language"], Rules>;

/** The kind of each token; the end is form. */
export function kindsOf({ language, vocabulary }: Album, tokens: ArrayLike<number>): Kind[] {
  const end = vocabulary.token("end");
  const words = Array.from(tokens, (token) => (token === end ? "" : vocabulary.label(token)));
  const gap = language === "en" ? " " : "";
  // Where each word begins in the text.
  const starts: number[] = [];
  let text = gap;
  for (const word of words) {
    starts.push(text.length);
    text += word + gap;
  }
  const result = words.map((word): Kind => (word === "" ? "form" : "what it is"));
  for (const [kind, name] of [
    ["skin tone", "tone"],
    ["gender", "gender"],
    ["form", "form"],
  ] as const) {
    for (const match of text.matchAll(rules[language][name])) {
      const until = match.index + match[0].length;
      starts.forEach((start, t) => {
        if (start >= match.index && start < until) result[t] = kind;
      });
    }
  }
  return result;
}

/** The words of a kind, in their order, as one text; empty where there are none. */
export function partOf(album: Album, tokens: ArrayLike<number>, kind: Kind): string {
  const own = kindsOf(album, tokens);
  const words = Array.from(tokens).filter((_, t) => own[t] === kind);
  return album.vocabulary.decode(words);
}

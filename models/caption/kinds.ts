/** Classification of the words of a caption by the naming rules of emoji. */
import type { Album } from "./captions.ts";

export const kinds = ["skin tone", "gender", "what it is", "form"] as const;

export type Kind = (typeof kinds)[number];

interface Rules {
  /** Skin tones, and the fixed words "skin tone". */
  readonly tone: RegExp;
  readonly gender: RegExp;
  readonly form: RegExp;
}

/** Words of English text are followed by a space, so that patterns can match whole words. */
const rules = {
  en: {
    tone: /(?:medium-light|medium-dark|light|medium|dark)(?= skin tone )/g,
    gender: /(?<= )(?:man|woman|person|men|women|people|boy|girl)(?= )/g,
    form: /(?<= )(?:[:,]|skin tone)(?= )/g,
  },
  zh: { tone: /(?:中等-浅|中等-深|较浅|较深|中等)(?=肤色)/g, gender: /[男女]/g, form: /:|肤色/g },
} as const satisfies Record<Album["language"], Rules>;

/** Returns the kind of each token; the end token is of kind "form". */
export function kindsOf({ language, vocabulary }: Album, tokens: ArrayLike<number>): Kind[] {
  const end = vocabulary.token("end");
  const words = Array.from(tokens, (token) => (token === end ? "" : vocabulary.label(token)));
  const gap = language === "en" ? " " : "";
  // Position of each word in the text.
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

/** Returns the words of a kind in their order, as one text; empty if there are none. */
export function partOf(album: Album, tokens: ArrayLike<number>, kind: Kind): string {
  const own = kindsOf(album, tokens);
  const words = Array.from(tokens).filter((_, t) => own[t] === kind);
  return album.vocabulary.decode(words);
}

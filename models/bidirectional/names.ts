/** Names of networks, of groups of words, and of parts of speech. */
import { type UniversalTag, universalTags } from "hebb/data";
import { type Text, cases, text } from "../text.ts";
import type { Depth, Single } from "./facts.ts";
import type { Reading } from "./model.ts";
import type { Kind } from "./scores.ts";

export const readingNames = (reading: Reading): Text =>
  cases(reading, {
    forward: text("forward", "只从左往右"),
    backward: text("backward", "只从右往左"),
    both: text("both directions", "双向"),
  });

/** Names of h→ and h←. */
export const stateNames = (direction: Single): Text =>
  cases(direction, { forward: text("h→ (forward)", "h→（正向）"), backward: text("h← (backward)", "h←（反向）") });

export const kindNames = (kind: Kind): Text =>
  cases(kind, {
    all: text("all words", "全部词"),
    ahead: text("next word tells more", "后一个词更有用"),
    behind: text("previous word tells more", "前一个词更有用"),
    unknown: text("rare words", "生僻词"),
  });

export const depthNames = (depth: Depth): Text =>
  cases(depth, {
    one: text("one layer", "一层"),
    wide: text("one layer, wide", "一层，加宽"),
    two: text("two layers", "两层"),
    three: text("three layers", "三层"),
    residual: text("three layers, residual", "三层，残差"),
  });

const parts: Readonly<Record<UniversalTag, Text>> = {
  ".": text("punctuation", "标点"),
  ADJ: text("adjective", "形容词"),
  ADP: text("preposition", "介词"),
  ADV: text("adverb", "副词"),
  CONJ: text("conjunction", "连词"),
  DET: text("determiner", "限定词"),
  NOUN: text("noun", "名词"),
  NUM: text("numeral", "数词"),
  PRON: text("pronoun", "代词"),
  PRT: text("particle", "小品词"),
  VERB: text("verb", "动词"),
  X: text("other", "其他"),
};

/** Returns the name of a universal tag. */
export const tagName = (tag: string): Text => parts[tag as UniversalTag];

export const tagNames: readonly Text[] = universalTags.map(tagName);

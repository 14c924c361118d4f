/** Texts in one piece: as bytes, cut into parts at the ends of paragraphs, and some passages of them. */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf } from "../base/threefry.ts";
import type { Parts } from "./drawn.ts";
import type { TextSample } from "./sample.ts";
import type { Values } from "./set.ts";

export interface TextSplit {
  /** The share of the text's characters. Default 0.05 each. */
  readonly validation?: number;
  readonly test?: number;
}

/**
 * Three parts of `text`, one after the other, cut at the ends of paragraphs: the test is read after all that was learnt
 * from. Put together they are the text. Throws an ArgumentError for shares that leave nothing to train on.
 */
export function splitText(text: string, { validation = 0.05, test = 0.05 }: TextSplit = {}): Parts<string> {
  if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
    throw new ArgumentError(`a text cannot be split into ${validation} of validation and ${test} of test`, {
      rule: "Both are from 0 on, and less than 1 together.",
    });
  }
  const first = paragraphEnd(text, (1 - validation - test) * text.length);
  const second = test === 0 ? text.length : Math.max(first, paragraphEnd(text, (1 - test) * text.length));
  return { train: text.slice(0, first), validation: text.slice(first, second), test: text.slice(second) };
}

/** Where the paragraph ends in which `position` is, with the blank lines that follow. */
function paragraphEnd(text: string, position: number): number {
  const blank = /\n\n+/g;
  blank.lastIndex = Math.max(0, Math.round(position) - 2);
  return blank.exec(text) === null ? text.length : blank.lastIndex;
}

export function bytesOf(text: string): Values {
  const data = new TextEncoder().encode(text);
  return { data, shape: [data.length] };
}

export function textOf({ data }: Values): string {
  return new TextDecoder().decode(data);
}

/** A passage of whole paragraphs, of at least `length` characters if the text is long enough. */
export function passage(text: string, length: number, seed: number): TextSample {
  const starts = [0, ...[...text.matchAll(/\n\n+/g)].map((match) => match.index + match[0].length)];
  const usable = starts.filter((start) => start + length <= text.length);
  const start = usable[foldIn(keyOf(seed), 0)[0] % usable.length] ?? 0;
  const end = starts.find((next) => next >= start + length) ?? text.length;
  return { kind: "text", passages: [text.slice(start, end).trim()] };
}

/** Look: a trained machine copies a text of the reader's choice, of which one slot is edited in between. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { number } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { bitsFigure, headFigures, memoryFigure, usedSlots } from "../figures.ts";
import { NeuralTuringMachine } from "../model.ts";
import type { Machine } from "../recipes.ts";
import { channels, copyOf } from "../tasks.ts";
import { answerEdited, record } from "../tracing.ts";

const inputs = {
  word: {
    kind: "text",
    label: text("text to copy, one vector per character", "要复制的文字，一个字符一个向量"),
    value: "MEMORY",
    longest: 40,
  },
  place: {
    kind: "number",
    label: text("place to edit before the copy, or zero for none", "复制之前改写的位置，零表示不改"),
    value: 3,
    min: 0,
    max: 40,
    integer: true,
  },
  character: { kind: "text", label: text("character to write there", "写进去的字符"), value: "L", longest: 1 },
} as const satisfies Inputs;

interface StepsFacts {
  readonly word: string;
  /** Texts that the machine answers without the edit and with it. */
  readonly before: string;
  readonly after: string;
  /** Edited place, counted from 1, or 0. */
  readonly place: number;
  readonly kind: "unedited" | "just there" | "elsewhere";
  readonly written: readonly (readonly number[])[];
  readonly visited: readonly (readonly number[])[];
  readonly memory: readonly (readonly number[])[];
  readonly shown: readonly (readonly number[])[];
  readonly answered: readonly (readonly number[])[];
}

export const steps = defineLook({
  question: {
    en: "How does a machine copy a text, and what changes if one slot of its memory is edited in between?",
    zh: "神经图灵机怎样复制一段文字？中途改写一个记忆片段，结果哪里会变？",
  },
  inputs,

  async view({ word, place, character }, saved): Promise<StepsFacts> {
    const vectors = vectorsOf("word", word);
    const [edited] = vectorsOf("character", character);
    if (place > vectors.length) {
      throw new ArgumentError(`place was given ${place}`, {
        rule: `The text has ${vectors.length} characters; 0 edits none.`,
      });
    }
    const files = await saved();
    const machine = await savedSettings<Machine>(files, "sizes.json");
    const { inputs, outputs } = channels.copy;
    const model = await files.load("copy", new NeuralTuringMachine({ inputs, outputs, ...machine }));
    const sequence = copyOf(vectors);
    const { written, visited, memory } = await record(model, sequence);
    const at = Math.max(0, place - 1);
    const other = place === 0 ? sequence : copyOf(vectors.with(at, edited!));
    const answers = await answerEdited(model, [sequence], [other], at);
    const [before, after] = [answers.before[0]!, answers.after[0]!].map(textOf) as [string, string];
    const expected = Array.from(word)
      .with(at, place === 0 ? word[0]! : character)
      .join("");
    return {
      word,
      before,
      after,
      place,
      kind: place === 0 ? "unedited" : after === expected ? "just there" : "elsewhere",
      written,
      visited,
      memory: memory[vectors.length]!,
      shown: vectors,
      answered: answers.after[0]!,
    };
  },

  words: ({ word, before, after, place, kind }) =>
    paragraph(
      say(
        { word: quoted(word), before: quoted(before) },
        "Shown {word}, the machine answers {before}.",
        "看到{word}，回答{before}。",
      ),
      cases(kind, {
        unedited: text("No slot was edited.", "没有改写记忆片段。"),
        "just there": () =>
          say(
            { place: number(place), after: quoted(after) },
            "With the slot of place {place} edited, it answers {after}: just this place has changed.",
            "改写位置 {place} 的记忆片段以后，回答{after}：只有这个位置变了。",
          ),
        elsewhere: () =>
          say(
            { place: number(place), after: quoted(after) },
            "With the slot of place {place} edited, it answers {after}, which is not the edited text: train the machine longer.",
            "改写位置 {place} 的记忆片段以后，回答{after}，和改写后的文字不一样：还要多训练。",
          ),
      }),
    ),

  figure: (facts) => {
    const { shown, answered, memory, place } = facts;
    const named = (rows: typeof shown, mark: number) =>
      Array.from(textOf(rows), (character, i) => (i + 1 === mark ? `✎ ${character}` : character));
    return {
      kind: "panels",
      title: text("Memory and heads, step by step", "一步一步看记忆和读写头"),
      columns: 1,
      panels: [
        bitsFigure(text("To copy", "要复制的文字"), shown, named(shown, 0)),
        ...headFigures(facts),
        memoryFigure(text("Memory before the edit", "改写之前的记忆"), memory, usedSlots(facts)),
        bitsFigure(text("Copy", "复制的结果"), answered, named(answered, place)),
      ],
    };
  },
});

const quoted = (word: string) => ({ en: `“${word}”`, zh: `“${word}”` });

/** Largest code of a character with 8 bits. */
const largestCode = 2 ** channels.copy.bits - 1;

/** Returns the bits of the code of each character, the highest first. */
function vectorsOf(input: string, word: string): number[][] {
  const wrong = Array.from(word).find((character) => character.codePointAt(0)! > largestCode);
  if (wrong !== undefined) {
    throw new ArgumentError(`${input} was given the character "${wrong}"`, {
      rule: "A vector has 8 bits: letters of English and other Western languages, digits and punctuation.",
    });
  }
  return Array.from(word, (character) =>
    Array.from(character.codePointAt(0)!.toString(2).padStart(channels.copy.bits, "0"), Number),
  );
}

/** Returns the characters of these bits; "·" stands for one that cannot be printed. */
const textOf = (rows: readonly (readonly number[])[]): string =>
  rows
    .map((bits) => String.fromCharCode(parseInt(bits.join(""), 2)))
    .join("")
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "·");

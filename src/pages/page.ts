/** The page of a system as blocks in one language, from its explanation and from published or new measurements. */
import { presented } from "../../models/conduct.ts";
import type { Language } from "../../models/language.ts";
import type { Comparison, Line, Prediction } from "../../models/page.ts";
import type { Experiment, System, Table } from "../../models/system.ts";
import type { Text } from "../../models/text.ts";
import type { Block } from "./blocks.ts";
import { wordsIn } from "../figures/shown.ts";
import { labels } from "./labels.ts";
import { tableCells } from "./table.ts";

/** A measurement of an experiment. */
export interface Measured {
  readonly facts: unknown;
  readonly seed: number;
  readonly seeds: number;
  /** Measured with little data, as a smoke test. */
  readonly quick: boolean;
}

/** A training and its metrics as rows: name, value, bar and meaning. */
export interface Trained {
  readonly description: string;
  readonly rows: readonly (readonly string[])[];
}

export interface PageOptions {
  readonly id: string;
  readonly system: System;
  readonly language: Language;
  /** Measurements by the name of the experiment. Experiments that were not measured are named with their command. */
  readonly measured: ReadonlyMap<string, Measured>;
  readonly trained: Trained | undefined;
  /** Name of the command line in commands, as the reader types it. */
  readonly program: string;
}

/** Returns the page of a system. */
export function pageOf(options: PageOptions): Block[] {
  const { system, language, trained } = options;
  const { page, experiments } = system;
  const said = (text: Text) => text[language];
  const structure = page.structure();
  const label = (name: keyof typeof labels) => labels[name][language];
  return [
    { kind: "heading", level: 1, text: said(system.title) },
    { kind: "quote", text: said(page.asked) },
    { kind: "paragraph", text: said(page.short) },
    { kind: "figure", name: "structure", figure: structure, description: wordsIn(structure.description, language) },
    ...(page.comparison === undefined ? [] : comparisonBlocks(page.comparison, language)),
    { kind: "heading", level: 2, text: label("derivation") },
    ...page.derivation.map((line) => stepOf(line, language)),
    { kind: "heading", level: 2, text: label("predict") },
    ...page.predictions.flatMap((prediction) => predictionOf(options, prediction)),
    { kind: "heading", level: 2, text: label("measured") },
    ...Object.entries(experiments).flatMap(([name, experiment]) => experimentBlocks(options, name, experiment)),
    ...(trained === undefined ? [] : trainingBlocks(trained, label("training"))),
    { kind: "heading", level: 2, text: label("change") },
    ...page.changes.flatMap(({ command, text }): Block[] => [
      { kind: "paragraph", text: said(text) },
      { kind: "command", text: `${options.program} ${command}` },
    ]),
    { kind: "heading", level: 2, text: label("exercise") },
    { kind: "paragraph", text: said(page.exercise.question) },
    { kind: "hidden", summary: label("answer"), blocks: [{ kind: "paragraph", text: said(page.exercise.answer) }] },
    { kind: "heading", level: 2, text: label("caution") },
    { kind: "paragraph", text: said(page.caution) },
  ];
}

function comparisonBlocks({ question, columns, rows }: Comparison, language: Language): Block[] {
  return [
    { kind: "heading", level: 2, text: question[language] },
    { kind: "table", rows: [columns, ...rows].map((cells) => cells.map((cell) => cell[language])) },
  ];
}

function stepOf({ formula, text, code }: Line, language: Language): Block {
  const excerpt = code && { file: code.file, text: aligned(code.lines) };
  return { kind: "step", tex: formula, text: text[language], ...(excerpt && { code: excerpt }) };
}

/** Removes the indentation of the lines after the first. */
function aligned(lines: string): string {
  const [first, ...rest] = lines.split("\n");
  const indent = Math.min(...rest.map((line) => line.length - line.trimStart().length));
  return [first, ...rest.map((line) => line.slice(indent))].join("\n");
}

function predictionOf(options: PageOptions, prediction: Prediction): Block[] {
  const { language, system, measured } = options;
  const question: Block = { kind: "paragraph", text: prediction.question[language] };
  const summary = labels.answer[language];
  const hidden = (text: string): Block => ({ kind: "hidden", summary, blocks: [{ kind: "paragraph", text }] });
  if ("answer" in prediction) return [question, hidden(prediction.answer[language])];
  const found = measured.get(prediction.experiment);
  const experiment = system.experiments[prediction.experiment];
  if (found === undefined || experiment === undefined) return [question];
  const { answer } = experiment.words(found.facts);
  return [question, hidden(answer[language])];
}

function experimentBlocks(options: PageOptions, name: string, experiment: Experiment): Block[] {
  const { id, language, measured } = options;
  const command: Block = { kind: "command", text: `${options.program} experiment ${id} ${name}` };
  const heading: Block = { kind: "heading", level: 3, text: experiment.question[language] };
  const found = measured.get(name);
  if (found === undefined) return [heading, { kind: "paragraph", text: labels.unmeasured[language] }, command];
  const { words, table, figure: drawn } = presented(experiment, found.facts);
  const { answer, evidence, caution } = words;
  return [
    heading,
    { kind: "paragraph", text: answer[language] },
    { kind: "paragraph", text: evidence[language] },
    {
      kind: "figure",
      name,
      figure: drawn,
      description: `${wordsIn(drawn.title, language)}${labels.colon[language]}${answer[language]}`,
    },
    ...(caution === undefined
      ? []
      : [{ kind: "paragraph", text: `${labels.cautionWord[language]}${caution[language]}` } as const]),
    ...(found.quick ? [{ kind: "paragraph", text: labels.quick[language] } as const] : []),
    tableBlock(table, language),
    command,
  ];
}

const tableBlock = (table: Table, language: Language): Block => ({
  kind: "hidden",
  summary: labels.table[language],
  blocks: [{ kind: "table", rows: tableCells(table, language) }],
});

function trainingBlocks({ description, rows }: Trained, heading: string): Block[] {
  return [
    { kind: "heading", level: 3, text: heading },
    { kind: "paragraph", text: description },
    { kind: "table", rows },
  ];
}

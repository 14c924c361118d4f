/** `hebb look`: shows a trained model on an input of the reader's choice, and saves the figure. */
import { type Input, type Look, chosenInputs } from "../../models/look.ts";
import type { SavedRun } from "../../models/saved-run.ts";
import { ArgumentError } from "../base/errors.ts";
import { addThreads, setThreads } from "../runtime/index.ts";
import { random } from "../tensor/index.ts";
import { compileQuickly } from "./compilation.ts";
import { type Saved, reportFaults, saveFigure } from "./files.ts";
import { said } from "./language.ts";
import { lookUp } from "./names.ts";
import { type FolderOptions, claimFolder } from "./run-folder.ts";
import { savedIn } from "./saved-run.ts";
import { catalog, loadSystem } from "./systems.ts";
import { widthOf } from "./terminal/width.ts";
import { rows, wrapped } from "./terminal/wrap.ts";
import { trainedAt } from "./trained.ts";
import { grayPictures } from "./training-report.ts";
import { typed } from "./typed.ts";

export interface LookOptions extends FolderOptions {
  /** Assignments such as "text=She was". */
  readonly set?: readonly string[];
  readonly threads?: number;
  readonly json?: boolean;
}

/** Shows the look `name` of a system or of a run. Without `name`, lists the looks with their inputs. */
export async function look(subject: string, name: string | undefined, options: LookOptions): Promise<void> {
  const { id, saved } = await subjectOf(subject);
  const { looks } = await loadSystem(id);
  if (name === undefined) return console.log(listed(subject, looks));
  await show(id, name, lookUp(looks, name, "look", `look ${id}`), saved, options);
}

/** The system, and a function that returns the files of the run, or of the latest run of the system. */
async function subjectOf(subject: string): Promise<{ id: string; saved: () => Promise<SavedRun> }> {
  if (Object.hasOwn(catalog(), subject)) {
    return { id: subject, saved: async () => savedIn((await trainedAt(subject)).folder) };
  }
  const { id, folder } = await trainedAt(subject);
  return { id, saved: async () => savedIn(folder) };
}

function listed(subject: string, looks: Readonly<Record<string, Look>>): string {
  const columns = widthOf(process.stdout);
  const parts = Object.entries(looks).map(([name, { question, inputs }]) => {
    const described = Object.entries(inputs).map(([input, one]) => [input, said(describe(one))] as const);
    return `${wrapped(`${name}: ${said(question)}`, columns)}\n${rows(described, columns)}`;
  });
  const [first] = Object.entries(looks);
  const input = Object.keys(first![1].inputs)[0]!;
  const next = said({ en: "Next: ", zh: "接下来：" });
  return `${parts.join("\n\n")}\n\n${next}${typed()} look ${subject} ${first![0]} --set ${input}=…`;
}

function describe(input: Input) {
  const { label, value } = input;
  if (input.kind === "text") return { en: `${label.en} (default: ${value})`, zh: `${label.zh}（默认：${value}）` };
  const range = `${input.min} … ${input.max}`;
  return { en: `${label.en}, ${range} (default: ${value})`, zh: `${label.zh}，${range}（默认：${value}）` };
}

async function show(
  id: string,
  name: string,
  shown: Look,
  saved: () => Promise<SavedRun>,
  { set = [], threads, json = false, ...folderOptions }: LookOptions,
): Promise<void> {
  const chosen = chosenInputs(shown.inputs, givenValues(set));
  addThreads();
  compileQuickly();
  if (threads !== undefined) setThreads(threads);
  random.seed("seed" in chosen ? chosen["seed"] : 0);
  const facts = await shown.view(chosen, saved);
  const folder = await claimFolder(`${id}-${name}`, folderOptions, new RegExp(String.raw`^${name}\.svg$`));
  const files: Saved = { files: [], faults: [] };
  const drawn = shown.figure(facts);
  const words = shown.words(facts);
  await saveFigure(files, name, drawn, folder.path);
  if (json) console.log(JSON.stringify({ event: "end", id, look: name, inputs: chosen, words, files: files.files }));
  else {
    const columns = widthOf(process.stdout);
    const seen = drawn.kind === "pictures" && drawn.scale === "gray" ? `${grayPictures(drawn)}\n\n` : "";
    const list = files.files.map((file) => `  ${file}`).join("\n");
    console.log(`${seen}${wrapped(said(words), columns)}\n\n${said({ en: "Saved", zh: "已保存" })}\n${list}`);
  }
  reportFaults(files);
}

/** Returns the values of assignments "name=value" by name, split at the first "=". */
function givenValues(set: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    set.map((one) => {
      const at = one.indexOf("=");
      if (at > 0) return [one.slice(0, at), one.slice(at + 1)];
      throw new ArgumentError(`--set was given "${one}"`, { rule: "It must have the form name=value." });
    }),
  );
}

/** `hebb data`: lists the data sets with the state of their files, and shows examples. */
import { type State, addFiles, stateOf } from "../data/files/source.ts";
import { type DataSet, type Origin, dataSets } from "../data/index.ts";
import { said } from "./language.ts";
import { lookUp } from "./names.ts";
import { sampleText } from "./sample.ts";
import { colorDepth } from "./terminal/color.ts";
import { widthOf } from "./terminal/width.ts";
import { wrapped } from "./terminal/wrap.ts";
import { nextWord } from "./training-report.ts";
import { titleOf } from "./titles.ts";
import { typed } from "./typed.ts";

interface PartState extends State {
  /** Name of the part; "all" if the data set has one part. */
  readonly part: string;
  readonly from: string;
}

/** The data set `name`. Throws an ArgumentError that suggests a similar name. */
export function dataSetOf(name: string): DataSet {
  return lookUp(Object.fromEntries(dataSets.map((set) => [set.name, set])), name, "data set", "data list");
}

/** Prints every data set with the state of its files. Sets the exit code to 1 if files are damaged. */
export async function listData({ json = false }: { readonly json?: boolean } = {}): Promise<void> {
  for (const set of dataSets) {
    const parts = await statesOf(set);
    if (parts.some(({ state }) => state === "damaged")) process.exitCode = 1;
    console.log(json ? record(set, parts) : paragraph(set, parts));
  }
  if (!json) console.log(`${said(nextWord)}${typed()} data show NAME`);
}

/** A package as messages name it, such as "Debian package dataset-fashion-mnist". */
export function packageName({ kind, package: name }: Exclude<Origin, { readonly kind: "library" }>): string {
  return `${kind === "debian" ? "Debian" : kind} package ${name}`;
}

async function statesOf({ bundles }: DataSet): Promise<PartState[]> {
  const states: PartState[] = [];
  for (const bundle of bundles) {
    const { origin, part = "all" } = bundle;
    const from =
      origin.kind === "library" ? said({ en: "included with Hebb", zh: "随 Hebb 附带" }) : packageName(origin);
    states.push({ part, from, ...(await stateOf(bundle)) });
  }
  return states;
}

function record({ bundles, ...set }: DataSet, parts: readonly PartState[]): string {
  const described = bundles.map(({ origin, files }, i) => ({ ...parts[i], origin, files }));
  return JSON.stringify({ kind: "data", ...set, parts: described });
}

function paragraph(set: DataSet, parts: readonly PartState[]): string {
  const { name, summary, size, source, license, citation } = set;
  const states = parts.map(({ part, from, state, folder, problem }) => {
    const label = parts.length > 1 ? `${part}: ` : "";
    const get = `\`${typed()} data get ${name}\``;
    if (state === "intact")
      return label + said({ en: `intact, ${from} (${folder})`, zh: `完好，${from}（${folder}）` });
    if (state === "absent") {
      return label + said({ en: `absent; fetch the ${from} with ${get}`, zh: `没有；用 ${get} 下载 ${from}` });
    }
    const reason = problem?.replaceAll("\n", "\n    ");
    return label + said({ en: `damaged: ${reason}`, zh: `已损坏：${reason}` });
  });
  const columns = widthOf(process.stdout);
  const about = [
    said({ en: `${titleOf(set)}: ${summary}`, zh: `${titleOf(set)}：${summary}` }),
    size,
    said({ en: `source: ${source}`, zh: `来源：${source}` }),
    said({ en: `license: ${license}`, zh: `许可证：${license}` }),
    said({ en: `cite: ${citation}`, zh: `引用：${citation}` }),
  ];
  const lines = [
    ...about.map((line) => wrapped(line, columns, 2)),
    ...(states.length === 0 ? [said({ en: "generated on demand, no files", zh: "随用随生成，没有文件" })] : states),
  ];
  return `${name}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** Prints examples of the data set `name`, chosen at random by `seed`. */
export async function showData(name: string, { seed }: { readonly seed: number }): Promise<void> {
  addFiles();
  const sample = await dataSetOf(name).sample(seed);
  console.log(sampleText(sample, { depth: colorDepth(process.stdout), columns: widthOf(process.stdout) }));
}

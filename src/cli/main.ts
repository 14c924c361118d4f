/** The command line `hebb`: its commands and their options. What a command does is loaded when it is called. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { ArgumentError } from "../base/errors.ts";
import { reportFailure } from "./failure.ts";
import { onOutputError } from "./interrupt.ts";
import { isAscii, writeAscii } from "./terminal/ascii.ts";
import { showStages } from "./show/stages.ts";
import { inTyped, typed } from "./typed.ts";
import { version } from "./version.ts";

/** Runs the command that `words` (those after `hebb`) name. Sets the exit code, and throws nothing on purpose. */
export async function main(words: readonly string[]): Promise<void> {
  process.stdout.on("error", onOutputError);
  process.stderr.on("error", onOutputError);
  // What a model writes, and what programs read, is not for the terminal to change.
  if (isAscii() && words[0] !== "sample" && !words.includes("--json")) {
    for (const stream of [process.stdout, process.stderr]) writeAscii(stream);
  }
  try {
    const wanted = process.env["HEBB_DEBUG"];
    if (wanted) (await import("../tensor/inspect/debug.ts")).debug(wanted);
    await commandLine().parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && /^commander\.(help|helpDisplayed|version)$/.test(error.code)) {
      // What was asked for is shown already.
      process.exitCode = error.exitCode;
    } else reportFailure(refused(error), words.includes("--json"));
  }
}

/** What the parser says of wrong words, as the error that any other wrong word is. */
function refused(error: unknown): unknown {
  return error instanceof CommanderError ? new ArgumentError(error.message.replace(/^error: /, "")) : error;
}

/** One that throws what is wrong with its words, for `main` to report. */
function command(name: string): Command {
  return new Command(name).exitOverride().configureOutput({ outputError: () => {} });
}

function commandLine(): Command {
  const program = command(typed());
  program.description("Trains and measures neural networks, compiled to WebAssembly.");
  program.version(version(), "-V, --version", "Hebb's version");
  program.addCommand(trainCommand());
  program.addCommand(experimentCommand());
  program.addCommand(sampleCommand());
  program.addCommand(listCommand());
  program.addCommand(dataCommand());
  program.addCommand(benchCommand());
  program.addCommand(showCommand());
  program.addCommand(bisectCommand());
  program.addCommand(
    command("doctor")
      .description("what this machine and this Node can do")
      .action(async () => {
        await (await import("./doctor.ts")).doctor();
      }),
  );
  return program;
}

function trainCommand(): Command {
  return command("train")
    .description("train a system and hold it to its bars")
    .argument("[system]", inTyped("one that `hebb list` names"))
    .option("--all", "all systems, one after the other; those that have reached their bars before are left alone")
    .option("--quick", "a short training with lower bars, to see that everything works")
    .addOption(seedOption())
    .addOption(threadsOption())
    .option("--out <folder>", "where models, figures and results are saved (default: runs/<system>-<number>)")
    .option("--overwrite", "replace the run that the folder of --out holds")
    .option("--json", "one JSON object a line instead of progress and pictures")
    .action(async (id: string | undefined, options: object) => {
      await (await import("./train.ts")).train(id, options);
    });
}

function experimentCommand(): Command {
  return command("experiment")
    .description("measure what answers a question about a system")
    .argument("<system>", inTyped("one that `hebb list` names"))
    .argument("[name]", "an experiment of that system (default: all of them)")
    .option("--quick", "on little data, to see that everything works")
    .addOption(seedOption())
    .addOption(threadsOption())
    .option("--out <folder>", "where tables and figures are saved (default: runs/<system>-<name>-<number>)")
    .option("--overwrite", "replace what the folder of --out holds")
    .option("--json", "one JSON object a line")
    .action(async (id: string, name: string | undefined, options: object) => {
      await (await import("./experiment.ts")).experiment(id, name, options);
    });
}

function sampleCommand(): Command {
  return command("sample")
    .description("let a trained model write text")
    .argument(
      "<run>",
      inTyped("a run that `hebb train` has saved: runs/lstm is the latest of lstm, runs/lstm-1 the first"),
    )
    .option("--prompt <text>", "what it goes on from")
    .option("--length <count>", "tokens at most (default: 400)", integer(1))
    .option("--temperature <number>", "logits are divided by it: below 1 bolder, above 1 wilder (default: 1)", positive)
    .option("--top-k <count>", "draw from the most probable tokens only", integer(1))
    .option("--greedy", "always take the most probable token")
    .option("--beam <width>", "search for a probable text with so many hypotheses", integer(1, mostHypotheses))
    .addOption(seedOption())
    .addOption(threadsOption())
    .option("--json", "one JSON object")
    .action(async (run: string, options: object) => {
      await (await import("./write.ts")).write(run, options);
    });
}

function listCommand(): Command {
  return command("list")
    .description("what can be trained, asked and measured")
    .argument("[system]", "one of them, with its bars and questions")
    .option("--json", "one JSON object a line")
    .action(async (id: string | undefined, options: { readonly json?: boolean }) => {
      await (await import("./list.ts")).list(id, options);
    });
}

function benchCommand(): Command {
  return command("bench")
    .description("measure a workload of bench/README.md")
    .argument("<workload>", inTyped("one that `hebb list` names"))
    .addOption(threadsOption())
    .option("--length <count>", "of the sequences, where a workload lets it be chosen", integer(1))
    .option("--json", "one line of JSON")
    .option("--profile", "also each kernel's time beside what the machine could do")
    .option("--stages", "also the time of each stage of the first compilation")
    .action(async (name: string, options: object) => {
      await (await import("./bench/index.ts")).bench(name, options);
    });
}

function showCommand(): Command {
  return command("show")
    .description("show every stage of what a file or a system compiles")
    .addArgument(subjectArgument())
    .addOption(new Option("--stage <stage>", "one stage in full (default: a summary of all)").choices(showStages))
    .option("--quick", "the training step of the system's quick recipe")
    .action(async (subject: string, options: object) => {
      await (await import("./show/index.ts")).show(subject, options);
    });
}

function bisectCommand(): Command {
  return command("bisect")
    .description("find the first operation that differs from the reference, or produces NaN or infinity")
    .addArgument(subjectArgument())
    .option("--quick", "the training step of the system's quick recipe")
    .action(async (subject: string, options: object) => {
      await (await import("./bisect.ts")).bisect(subject, options);
    });
}

function subjectArgument(): Argument {
  const what = "a JavaScript module, which is run, or a system that `hebb list` names, up to its training step";
  return new Argument("<file|system>", inTyped(what));
}

function dataCommand(): Command {
  const data = command("data").description("the data sets");
  data
    .command("list")
    .description("which there are, from where, and whether their files are in order")
    .option("--json", "one JSON object a line")
    .action(async (options: { readonly json?: boolean }) => {
      await (await import("./data.ts")).listData(options);
    });
  data
    .command("get")
    .description("fetch what is missing, into a folder of hebb's own")
    .argument("<dataset>", inTyped("one that `hebb data list` names"))
    .action(async (name: string) => {
      await (await import("./data-get.ts")).getData(name);
    });
  data
    .command("show")
    .description("some examples")
    .argument("<dataset>", inTyped("one that `hebb data list` names"))
    .option("--seed <integer>", "which examples", integer(0), 0)
    .action(async (name: string, options: { readonly seed: number }) => {
      await (await import("./data.ts")).showData(name, options);
    });
  return data;
}

function seedOption(): Option {
  return new Option("--seed <integer>", "of everything random").argParser(integer(0)).default(0);
}

function threadsOption(): Option {
  return new Option("--threads <count>", "threads (default: as many as there are cores, at most 8)").argParser(
    integer(1, mostThreads),
  );
}

const mostThreads = 32;

/** Each keeps a state of its own, and all are extended by every token. */
const mostHypotheses = 1000;

/** A parser of integers of at least `least` and at most `most`. */
function integer(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be an integer ${range}.`);
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

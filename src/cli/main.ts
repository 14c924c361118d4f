/** The command line `hebb`: its commands and their options. A command's implementation is loaded when it is called. */
import { Argument, Command, CommanderError, Option } from "commander";
import { ArgumentError } from "../base/errors.ts";
import { collected, integer, notNegative, positive, setting } from "./arguments.ts";
import { reportFailure } from "./failure.ts";
import { onOutputError } from "./interrupt.ts";
import { isAscii, writeAscii } from "./terminal/ascii.ts";
import { showStages } from "./show/stages.ts";
import { language, setLanguage } from "./language.ts";
import { inTyped, typed } from "./typed.ts";
import { version } from "./version.ts";

/** Runs the command line `words`, the arguments after `hebb`. Reports errors by a message and the exit code. */
export async function main(words: readonly string[]): Promise<void> {
  process.stdout.on("error", onOutputError);
  process.stderr.on("error", onOutputError);
  // Generated text and JSON keep their characters in every locale.
  if (isAscii() && words[0] !== "sample" && !words.includes("--json")) {
    for (const stream of [process.stdout, process.stderr]) {
      // A user who asks for Chinese has a terminal that shows it.
      writeAscii(stream, () => language() === "en");
    }
  }
  try {
    const wanted = process.env["HEBB_DEBUG"];
    if (wanted) (await import("../tensor/inspect/debug.ts")).debug(wanted);
    await commandLine().parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && /^commander\.(help|helpDisplayed|version)$/.test(error.code)) {
      // The parser has already printed the help or the version.
      process.exitCode = error.exitCode;
    } else reportFailure(error, words.includes("--json"));
  }
}

/** A command that throws errors in its arguments as ArgumentErrors, which `main` reports. */
function command(name: string): Command {
  const made = new Command(name);
  made.helpOption("-h, --help", "show this help");
  made.option("--lang <language>", "language of systems and reports, en or zh (default: that of LANG)");
  made.configureOutput({ outputError: () => {} });
  // Lists of commands show the description as it is; the command's own help shows it as a sentence.
  made.configureHelp({
    commandDescription: (shown) => `${shown.description().replace(/^./, (letter) => letter.toUpperCase())}.`,
  });
  return made.exitOverride((error) => {
    throw error.exitCode === 0 || error.code === "commander.help" ? error : usageError(error, made);
  });
}

/** The parser's message, followed by the command that prints the usage of `failed`. */
function usageError({ message }: CommanderError, failed: Command): ArgumentError {
  const [problem = "", suggestion] = message.replace(/^error: /, "").split(/\n\(|\)$/);
  const path: string[] = [];
  for (let at = failed; at.parent; at = at.parent) path.unshift(at.name());
  return new ArgumentError(problem, {
    ...(suggestion && { rule: suggestion }),
    fix: `Run \`hebb ${[...path, "--help"].join(" ")}\` for the usage.`,
  });
}

function commandLine(): Command {
  const program = command(typed());
  program.description("train and measure neural networks, compiled to WebAssembly");
  program.hook("preAction", (_, action) => setLanguage(action.optsWithGlobals<{ readonly lang?: string }>().lang));
  program.version(version(), "-V, --version", "show the version of Hebb");
  program.helpCommand("help [command]", "show the help of a command");
  program.addHelpText("after", inTyped("\nRun `hebb list` to see the systems and the workloads."));
  program.addCommand(trainCommand());
  program.addCommand(experimentCommand());
  program.addCommand(lookCommand());
  program.addCommand(reportCommand());
  program.addCommand(sampleCommand());
  program.addCommand(listCommand());
  program.addCommand(dataCommand());
  program.addCommand(benchCommand());
  program.addCommand(showCommand());
  program.addCommand(bisectCommand());
  program.addCommand(
    command("doctor")
      .description("check what this machine and this version of Node support")
      .action(async () => {
        await (await import("./doctor.ts")).doctor();
      }),
  );
  return program;
}

function trainCommand(): Command {
  return command("train")
    .description("train a system and check its metrics against its bars")
    .argument("[system]", inTyped("system listed by `hebb list`"))
    .option("--all", "all systems, except those that met their bars in an earlier run; resumes unfinished runs")
    .option("--quick", "short training with lower bars, as a smoke test")
    .addOption(seedOption())
    .addOption(
      new Option("--seeds <count>", "number of trainings with the seeds --seed, --seed + 1, …").argParser(
        integer(1, mostSeeds),
      ),
    )
    .addOption(
      new Option("--set <name=value>", "change a setting, such as learningRate=0.01; repeatable").argParser(setting),
    )
    .option("--all-metrics", "print every metric, not only those with a bar")
    .addOption(threadsOption())
    .option("--out <folder>", "folder for models, figures and results (default: runs/<system>-<number>)")
    .option("--overwrite", "replace an existing run in the folder of --out")
    .option("--resume <run>", "continue a run that was stopped or killed, such as runs/lstm-1")
    .addOption(snapshotOption())
    .option("--json", "one JSON object per line instead of progress and pictures")
    .action(async (id: string | undefined, options: object) => {
      await (await import("./train.ts")).train(id, options);
    });
}

function experimentCommand(): Command {
  return command("experiment")
    .description("run the experiments of a system")
    .argument("<system>", inTyped("system listed by `hebb list`"))
    .argument("[name]", "experiment of the system (default: all)")
    .option("--quick", "small amount of data, as a smoke test")
    .addOption(seedOption())
    .option("--seeds <count>", "number of seeds (default: that of the experiment; 1 if quick)", integer(1, mostSeeds))
    .addOption(threadsOption())
    .option("--out <folder>", "folder for tables and figures (default: runs/<system>-<name>-<number>)")
    .option("--overwrite", "replace existing results in the folder of --out")
    .option("--json", "one JSON object per line")
    .action(async (id: string, name: string | undefined, options: object) => {
      await (await import("./experiment.ts")).experiment(id, name, options);
    });
}

function lookCommand(): Command {
  return command("look")
    .description("look into a trained model with an input of your choice")
    .argument("<system|run>", "system with a run in runs/, or a run such as runs/rnn-1")
    .argument("[name]", "look of the system (default: list all looks with their inputs)")
    .option("--set <input=value>", "value of an input (repeatable)", collected, [])
    .addOption(threadsOption())
    .option("--out <folder>", "folder for the figure (default: runs/<system>-<name>-<number>)")
    .option("--overwrite", "replace an existing figure in the folder of --out")
    .option("--json", "one JSON object")
    .action(async (subject: string, name: string | undefined, options: object) => {
      await (await import("./look.ts")).look(subject, name, options);
    });
}

function reportCommand(): Command {
  return command("report")
    .description("explain a system with its newest measurements in one HTML page")
    .argument("<system|run>", inTyped("system listed by `hebb list`, or a run such as runs/rnn-1"))
    .option("--out <file>", "HTML file (default: runs/<system>.html)")
    .option("--open", "open the page in the browser")
    .option("--json", "one JSON object")
    .action(async (subject: string, options: object) => {
      await (await import("./report.ts")).report(subject, options);
    });
}

function sampleCommand(): Command {
  return command("sample")
    .description("generate text with a trained model")
    .argument("<run>", inTyped("run saved by `hebb train`: runs/lstm is the latest run of lstm, runs/lstm-1 the first"))
    .option("--prompt <text>", "text to continue")
    .option("--length <count>", "maximum number of tokens (default: 400)", integer(1))
    .option("--temperature <number>", "sampling temperature; higher is more random (default: 1)", positive)
    .option("--top-k <count>", "number of most probable tokens to sample from (default: all)", integer(1))
    .option("--greedy", "greedy decoding: always the most probable token")
    .option("--beam <width>", "beam search with this number of hypotheses", integer(1, mostHypotheses))
    .addOption(seedOption())
    .addOption(threadsOption())
    .option("--json", "one JSON object")
    .action(async (run: string, options: object) => {
      await (await import("./write.ts")).write(run, options);
    });
}

function listCommand(): Command {
  return command("list")
    .description("list systems and workloads, or describe one system")
    .argument("[system]", "system to describe: its bars and experiments (default: all, by name)")
    .option("--json", "one JSON object per line")
    .action(async (id: string | undefined, options: { readonly json?: boolean }) => {
      await (await import("./list.ts")).list(id, options);
    });
}

function benchCommand(): Command {
  return command("bench")
    .description("measure the speed of a workload")
    .argument("<workload>", inTyped("workload listed by `hebb list`; bench/README.md defines each"))
    .addOption(threadsOption())
    .option("--length <count>", "sequence length, for recurrent workloads", integer(1))
    .option("--decode", "decoding with cached keys and values instead of training, for transformer")
    .option("--json", "one line of JSON")
    .option("--profile", "time of each kernel, compared with the limits of the machine")
    .option("--stages", "time of each stage of the first compilation")
    .action(async (name: string, options: object) => {
      await (await import("./bench/index.ts")).bench(name, options);
    });
}

function showCommand(): Command {
  return command("show")
    .description("show the compilation stages of a file or a system")
    .addArgument(subjectArgument())
    .addOption(new Option("--stage <stage>", "one stage in full (default: summary of all)").choices(showStages))
    .option("--quick", "training step of the system's quick recipe")
    .action(async (subject: string, options: object) => {
      await (await import("./show/index.ts")).show(subject, options);
    });
}

function bisectCommand(): Command {
  return command("bisect")
    .description("find the first operation that differs from the reference or produces NaN or infinity")
    .addArgument(subjectArgument())
    .option("--quick", "training step of the system's quick recipe")
    .action(async (subject: string, options: object) => {
      await (await import("./bisect.ts")).bisect(subject, options);
    });
}

function subjectArgument(): Argument {
  const summary = "JavaScript module to run, or system listed by `hebb list`, which stops at its first training step";
  return new Argument("<file|system>", inTyped(summary));
}

function dataCommand(): Command {
  const data = command("data").description("list, fetch, show and pack data sets");
  data.helpCommand("help [command]", "show the help of a command");
  const list = command("list")
    .description("list the data sets with their sources, licenses and the state of their files")
    .option("--json", "one JSON object per line")
    .action(async (options: { readonly json?: boolean }) => {
      await (await import("./data.ts")).listData(options);
    });
  const get = command("get")
    .description("fetch the missing files of a data set into Hebb's cache")
    .argument("<dataset>", inTyped("data set listed by `hebb data list`"))
    .action(async (name: string) => {
      await (await import("./data-get.ts")).getData(name);
    });
  const show = command("show")
    .description("show examples of a data set")
    .argument("<dataset>", inTyped("data set listed by `hebb data list`"))
    .option("--seed <integer>", "random seed of the choice of examples", integer(0), 0)
    .action(async (name: string, options: { readonly seed: number }) => {
      await (await import("./data.ts")).showData(name, options);
    });
  for (const one of [list, get, show, packCommand()]) data.addCommand(one);
  return data;
}

function packCommand(): Command {
  return command("pack")
    .description("write data sets as packed arrays for pages, with their notices")
    .argument("<folder>", "folder that is served to the page")
    .argument(
      "[datasets...]",
      "data sets such as mnist, or parts such as austen/cut (default: those included with Hebb)",
    )
    .option(
      "--limit <counts>",
      "first examples to keep of each part, such as 5000 or 5000,1000 (default: all)",
      (text) => text.split(",").map(integer(1)),
    )
    .action(async (folder: string, names: readonly string[], options: object) => {
      await (await import("./data-pack.ts")).packData(folder, names, options);
    });
}

function seedOption(): Option {
  return new Option("--seed <integer>", "random seed (default: 0)").argParser(integer(0));
}

function threadsOption(): Option {
  return new Option("--threads <count>", "number of threads (default: number of cores, at most 8)").argParser(
    integer(1, mostThreads),
  );
}

function snapshotOption(): Option {
  return new Option("--snapshot-every <seconds>", "seconds between two snapshots, 0 for none (default: 30)").argParser(
    notNegative,
  );
}

const mostThreads = 32;
const mostSeeds = 1000;

/** Limit of `--beam`: every hypothesis has a state of its own, and each step extends all of them. */
const mostHypotheses = 1000;

/** `hebb doctor`: shows the features of this machine that Hebb uses, and the reason if it does not use one. */
import { existsSync } from "node:fs";
import { readdir, stat, statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { join } from "node:path";
import { DataError } from "../base/errors.ts";
import { home } from "../data/home.ts";
import { addThreads, deterministic, features, threads } from "../runtime/index.ts";
import { absentData } from "./needs.ts";
import { widthOf } from "./terminal/width.ts";
import { wrapped } from "./terminal/wrap.ts";
import { inTyped, typed } from "./typed.ts";
import { version } from "./version.ts";

export async function doctor(): Promise<void> {
  addThreads();
  const rows: [string, string][] = [
    ["Hebb", version()],
    ["Node", `${process.versions.node} (V8 ${process.versions.v8}), ${process.platform} ${process.arch}`],
    ["processor", `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores available`],
    ["memory", `${gigabytes(totalmem())} GB, ${gigabytes(freemem())} GB free; Hebb uses at most 4 GB`],
    ["SIMD", features().simd ? "yes" : "no; Hebb requires WebAssembly SIMD"],
    ["FMA", fma()],
    ["threads", threadCount()],
    ["data", data()],
    ["cache", await cache(home())],
    ["disk", await disk("runs")],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const columns = widthOf(process.stdout);
  for (const [name, text] of rows) console.log(`${name.padEnd(width)}  ${wrapped(text, columns, width + 2)}`);
  console.log(`\nNext: ${typed()} list`);
  if (!features().simd) process.exitCode = 1;
}

function fma(): string {
  if (deterministic()) return "off; deterministic mode gives the same results on every machine";
  return features().relaxed ? "yes (relaxed SIMD)" : "no; without relaxed SIMD, matrix products take twice as long";
}

function threadCount(): string {
  const count = threads();
  if (count > 1) return `${count}`;
  if (typeof SharedArrayBuffer !== "function") return "1; more threads require SharedArrayBuffer";
  if (!features().threads) return "1; more threads require shared WebAssembly memory";
  return "1; this process has one core";
}

function data(): string {
  let absent: string[];
  try {
    absent = absentData();
  } catch (error) {
    // HEBB_DATA names a folder that does not exist: the other rows are still valid.
    if (error instanceof DataError) return error.message.replaceAll(/\n\s*/g, ". ");
    throw error;
  }
  if (absent.length === 0) return inTyped("all data sets installed; verify them with `hebb data list`");
  return inTyped(`not installed: ${absent.join(", ")}; fetch them with \`hebb data get NAME\``);
}

async function cache(folder: string): Promise<string> {
  if (!existsSync(folder)) return `${folder}, empty`;
  return `${folder}, ${megabytes(await sizeOf(folder))} MB; can be deleted at any time`;
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The free disk space for the runs in `folder`. */
async function disk(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : ".");
  return `${gigabytes(bavail * bsize)} GB free for runs in ${join(process.cwd(), folder)}`;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

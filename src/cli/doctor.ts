/** `hebb doctor`: what the engine finds here, and why something is not used. */
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
import { inTyped } from "./typed.ts";
import { version } from "./version.ts";

export async function doctor(): Promise<void> {
  addThreads();
  const rows: [string, string][] = [
    ["Hebb", version()],
    ["Node", `${process.versions.node} (V8 ${process.versions.v8}), ${process.platform} ${process.arch}`],
    ["processor", `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores for this process`],
    ["memory", `${gigabytes(totalmem())} GB, ${gigabytes(freemem())} GB free; the engine uses at most 4 GB`],
    ["SIMD", features().simd ? "yes" : "no: this engine cannot run programs of Hebb"],
    ["FMA", fma()],
    ["threads", threadCount()],
    ["data", data()],
    ["cache", await cache(home())],
    ["disk", await disk("runs")],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const columns = widthOf(process.stdout);
  for (const [name, text] of rows) console.log(`${name.padEnd(width)}  ${wrapped(text, columns, width + 2)}`);
  if (!features().simd) process.exitCode = 1;
}

function fma(): string {
  if (deterministic()) return "off: results are set to be the same on every machine";
  return features().relaxed
    ? "yes (relaxed SIMD)"
    : "no: this engine has no relaxed SIMD; matrix products take twice as long";
}

function threadCount(): string {
  const count = threads();
  if (count > 1) return `${count}`;
  if (typeof SharedArrayBuffer !== "function") return "1: this engine has no SharedArrayBuffer";
  if (!features().threads) return "1: this engine has no shared WebAssembly memory";
  return "1: there is one core for this process";
}

function data(): string {
  let absent: string[];
  try {
    absent = absentData();
  } catch (error) {
    // A folder that HEBB_DATA names and that is not there: all else can be said.
    if (error instanceof DataError) return error.message.replaceAll(/\n\s*/g, ". ");
    throw error;
  }
  if (absent.length === 0) return inTyped("all data sets are here; `hebb data list` checks their files");
  return inTyped(`to be fetched by \`hebb data get NAME\`: ${absent.join(", ")}; all others are here`);
}

async function cache(folder: string): Promise<string> {
  if (!existsSync(folder)) return `${folder}, empty`;
  return `${folder}, ${megabytes(await sizeOf(folder))} MB; it may be deleted at any time`;
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The room for the runs of this folder. */
async function disk(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : ".");
  return `${gigabytes(bavail * bsize)} GB free for the runs in ${join(process.cwd(), folder)}`;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

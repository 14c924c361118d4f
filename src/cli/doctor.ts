/** `hebb doctor`: what the engine finds here, and why something is not used. */
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { addThreads, deterministic, features, threads } from "../runtime/index.ts";
import { version } from "./version.ts";

export function doctor(): void {
  addThreads();
  const rows: [string, string][] = [
    ["Hebb", version()],
    ["Node", `${process.versions.node} (V8 ${process.versions.v8}), ${process.platform} ${process.arch}`],
    ["processor", `${cpus()[0]?.model.trim() ?? "unknown"}, ${availableParallelism()} cores for this process`],
    ["memory", `${gigabytes(totalmem())} GB, ${gigabytes(freemem())} GB free; the engine uses at most 4 GB`],
    ["SIMD", features().simd ? "yes" : "no: this engine cannot run programs of Hebb"],
    ["FMA", fma()],
    ["threads", threadCount()],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, text] of rows) console.log(`${name.padEnd(width)}  ${text}`);
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

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

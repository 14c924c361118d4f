/** `hebb doctor`: shows the features of this machine that Hebb uses, and the reason if it does not use one. */
import { existsSync } from "node:fs";
import { readdir, stat, statfs } from "node:fs/promises";
import stringWidth from "string-width";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { join } from "node:path";
import { DataError } from "../base/errors.ts";
import { home } from "../data/files/home.ts";
import { addThreads, deterministic, features, threads } from "../runtime/index.ts";
import { said } from "./language.ts";
import { absentData } from "./needs.ts";
import { widthOf } from "./terminal/width.ts";
import { padded, wrapped } from "./terminal/wrap.ts";
import { nextWord } from "./training-report.ts";
import { inTyped, typed } from "./typed.ts";
import { version } from "./version.ts";

export async function doctor(): Promise<void> {
  addThreads();
  const rows: [string, string][] = [
    ["Hebb", version()],
    ["Node", `${process.versions.node} (V8 ${process.versions.v8}), ${process.platform} ${process.arch}`],
    [said({ en: "processor", zh: "处理器" }), processor()],
    [said({ en: "memory", zh: "内存" }), memory()],
    [
      "SIMD",
      features().simd
        ? yes()
        : said({ en: "no; Hebb requires WebAssembly SIMD", zh: "没有；Hebb 需要 WebAssembly SIMD" }),
    ],
    ["FMA", fma()],
    [said({ en: "threads", zh: "线程" }), threadCount()],
    [said({ en: "data", zh: "数据" }), data()],
    [said({ en: "cache", zh: "缓存" }), await cache(home())],
    [said({ en: "disk", zh: "磁盘" }), await disk("runs")],
  ];
  const width = Math.max(...rows.map(([name]) => stringWidth(name)));
  const columns = widthOf(process.stdout);
  for (const [name, text] of rows) {
    console.log(`${padded(name, width)}  ${wrapped(text, columns, width + 2)}`);
  }
  console.log(`\n${said(nextWord)}${typed()} list`);
  if (!features().simd) process.exitCode = 1;
}

const yes = () => said({ en: "yes", zh: "有" });

function processor(): string {
  const [model, cores] = [cpus()[0]?.model.trim() ?? "?", availableParallelism()];
  return said({ en: `${model}, ${cores} cores available`, zh: `${model}，可用 ${cores} 个核` });
}

function memory(): string {
  const [total, free] = [gigabytes(totalmem()), gigabytes(freemem())];
  return said({
    en: `${total} GB, ${free} GB free; Hebb uses at most 4 GB`,
    zh: `${total} GB，空闲 ${free} GB；Hebb 最多使用 4 GB`,
  });
}

function fma(): string {
  if (deterministic()) {
    return said({
      en: "off; deterministic mode gives the same results on every machine",
      zh: "关闭；确定性模式下，每台机器的结果都相同",
    });
  }
  return features().relaxed
    ? said({ en: "yes (relaxed SIMD)", zh: "有（relaxed SIMD）" })
    : said({
        en: "no; without relaxed SIMD, matrix products take twice as long",
        zh: "没有；没有 relaxed SIMD，矩阵乘法要慢一倍",
      });
}

function threadCount(): string {
  const count = threads();
  if (count > 1) return `${count}`;
  if (typeof SharedArrayBuffer !== "function") {
    return said({ en: "1; more threads require SharedArrayBuffer", zh: "1；多线程需要 SharedArrayBuffer" });
  }
  if (!features().threads) {
    return said({
      en: "1; more threads require shared WebAssembly memory",
      zh: "1；多线程需要共享的 WebAssembly 内存",
    });
  }
  return said({ en: "1; this process has one core", zh: "1；这个进程只有一个核" });
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
  const names = absent.join(", ");
  return inTyped(
    absent.length === 0
      ? said({
          en: "all data sets installed; verify them with `hebb data list`",
          zh: "数据集都已安装；用 `hebb data list` 检查文件是否完好",
        })
      : said({
          en: `not installed: ${names}; fetch them with \`hebb data get NAME\``,
          zh: `还没有安装：${names}；用 \`hebb data get NAME\` 下载`,
        }),
  );
}

async function cache(folder: string): Promise<string> {
  if (!existsSync(folder)) return said({ en: `${folder}, empty`, zh: `${folder}，空` });
  const size = megabytes(await sizeOf(folder));
  return said({ en: `${folder}, ${size} MB; can be deleted at any time`, zh: `${folder}，${size} MB；随时可以删除` });
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
  const [free, place] = [gigabytes(bavail * bsize), join(process.cwd(), folder)];
  return said({ en: `${free} GB free for runs in ${place}`, zh: `还有 ${free} GB 可用，训练结果存放在 ${place}` });
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

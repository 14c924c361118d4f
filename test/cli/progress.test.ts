import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { Progress, progressLine } from "../../src/cli/terminal/progress.ts";

const state = {
  label: "epoch 2/5",
  done: 90_000,
  total: 300_000,
  unit: "examples",
  rate: 123_456.7,
  seconds: 61.2,
  metrics: { loss: 0.12345, accuracy: 0.96124 },
};

/** A stream that records its output, and a clock that advances only when told. */
function recorder(isTTY: boolean, columns = 100) {
  const written: string[] = [];
  const clock = { time: 0 };
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  return { written, clock, options: { total: 1000, stream, now: () => clock.time } };
}

test("a progress line fits its width", () => {
  const whole = progressLine(state, 120);
  const rest = "   30 %  loss 0.1235  accuracy 96.12 %  123,457 examples/s  1:02 left";
  assert.equal(whole, `epoch 2/5  ${"█".repeat(12)}${"━".repeat(28)}  ${rest.slice(2)}`);
  assert.equal(progressLine(state, Infinity), `epoch 2/5  ${rest.slice(2)}`);
  for (let width = 20; width < 130; width++) assert.ok(progressLine(state, width).length <= width, `width ${width}`);
  assert.match(progressLine(state, 50), /^epoch 2\/5 .* loss 0.1235  accuracy 96.12 %$/);
});

test("color adds only escape sequences", () => {
  const colored = progressLine(state, 120, true);
  // oxlint-disable-next-line no-control-regex
  assert.equal(colored.replace(/\x1b\[\d+m/g, ""), progressLine(state, 120));
  assert.notEqual(colored, progressLine(state, 120));
});

test("a progress line has no speed before the second step, and the total time at the end", () => {
  assert.equal(
    progressLine({ ...state, rate: NaN, seconds: NaN, metrics: { loss: NaN } }, Infinity),
    "epoch 2/5   30 %  loss NaN",
  );
  assert.match(progressLine({ ...state, done: 300_000, seconds: 3725 }, Infinity), /  1:02:05$/);
});

test("output to a dumb terminal is plain lines", (context) => {
  const { written, options } = recorder(true);
  const before = process.env["TERM"];
  context.after(() => void (process.env["TERM"] = before ?? ""));
  process.env["TERM"] = "dumb";
  const progress = new Progress(options);
  progress.update(500, "epoch 1/1", { loss: 1 });
  progress.finish();
  assert.ok(written.length > 0);
  for (const control of ["\x1b", "\r"]) assert.ok(!written.join("").includes(control));
});

test("output to a terminal redraws one line and restores the cursor", () => {
  const { written, clock, options } = recorder(true);
  const progress = new Progress(options);
  progress.update(100, "epoch 1/1", { loss: 2 });
  clock.time = 10;
  progress.update(200, "epoch 1/1", { loss: 1.9 });
  clock.time = 1000;
  progress.update(600, "epoch 1/1", { loss: 1 });
  progress.print("epoch 1 is done");
  clock.time = 2000;
  progress.update(1000, "epoch 1/1", { loss: 0.5 });
  progress.finish();
  progress.finish();
  const line = (text: RegExp) => new RegExp(`^\\r.*${text.source}\\x1b\\[K$`);
  assert.equal(written.length, 9);
  assert.equal(written[0], "\x1b[?25l");
  assert.match(written[1]!, line(/10 %  loss 2.000/));
  assert.match(written[2]!, line(/60 %  loss 1.000  500 examples\/s  0:01 left/));
  assert.equal(written[3], "\r\x1b[Kepoch 1 is done\n");
  assert.equal(written[4], written[2]);
  assert.match(written[5]!, line(/100 %  loss 0.5000  450 examples\/s  0:00/));
  assert.match(written[6]!, line(/100 %  loss 0.5000  450 examples\/s  0:02/));
  assert.deepEqual(written.slice(7), ["\n", "\x1b[?25h"]);
});

test("other output gets a plain line every five seconds and at the end", () => {
  const { written, clock, options } = recorder(false);
  const progress = new Progress(options);
  for (let step = 0; step <= 100; step++) {
    clock.time = step * 110;
    progress.update(10 * step, "epoch 1/1", { loss: 1 });
  }
  progress.finish();
  assert.deepEqual(written, [
    "epoch 1/1    0 %  loss 1.000\n",
    "epoch 1/1   46 %  loss 1.000  91 examples/s  0:06 left\n",
    "epoch 1/1   92 %  loss 1.000  91 examples/s  0:01 left\n",
    "epoch 1/1  100 %  loss 1.000  91 examples/s  0:11\n",
  ]);
});

test("the cursor is restored when the process exits or is interrupted", async () => {
  const module = new URL("../../src/cli/terminal/progress.js", import.meta.url).href;
  const run = async (ending: string) => {
    const program = `
      import { Progress } from ${JSON.stringify(module)};
      new Progress({ total: 1, stream: { isTTY: true, write: (text) => process.stdout.write(text) } });
      ${ending}`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    return { output, code, signal };
  };
  const output = "\x1b[?25l\x1b[?25h";
  const [exited, interrupted, handled] = await Promise.all([
    run("process.exit(3);"),
    run('setInterval(() => {}, 1000); process.kill(process.pid, "SIGINT");'),
    run(
      'process.on("SIGINT", () => process.exit(4)); setInterval(() => {}, 1000); process.kill(process.pid, "SIGINT");',
    ),
  ]);
  assert.deepEqual(exited, { output, code: 3, signal: null });
  assert.deepEqual(interrupted, { output, code: null, signal: "SIGINT" });
  assert.deepEqual(handled, { output, code: 4, signal: null });
});

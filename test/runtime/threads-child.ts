/** A process that runs steps on two threads and should then exit by itself. */
import { Executable, Storage, setThreads, startThreads } from "../../src/runtime/index.ts";
import { external, kernel, mapNest, program } from "./programs.ts";

const length = 20_000;
setThreads(2);
const count = await startThreads();
const kernels = Array.from({ length: 20 }, (_, i) =>
  kernel("map", length, 4000, mapNest(i % 2, 1 - (i % 2), [length], ["exp", "neg"])),
);
const executable = new Executable(
  program({ buffers: [external(length, 0), external(length, 1)], externals: 2, steps: kernels }),
);
const pointers = [Storage.allocate("f32", length), Storage.allocate("f32", length)].map((storage) => storage.toWasm());
for (let i = 0; i < 300; i++) executable.run(pointers);
console.log(`${count} threads, 300 steps`);

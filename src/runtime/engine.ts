/** What the library needs of the engine and of the page that it runs in, and errors that say what is missing. */
import { StateError } from "../base/errors.ts";
import { detect } from "../target/wasm/index.ts";

/** Throws a StateError where the engine cannot run programs. */
export function checkEngine(): void {
  if (detect().simd) return;
  throw new StateError("this JavaScript engine has no WebAssembly SIMD", {
    rule: "Programs of Hebb compute with its 128-bit vectors.",
    fix: "Use Node 20.19, Chrome 114, Firefox 115, Safari 16.4 or a newer one, with WebAssembly switched on.",
  });
}

/** Compiles synchronously. Throws a StateError where a valid module may not be compiled. */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // What is not valid is a defect of ours, and the engine's message says where it is.
    if (!WebAssembly.validate(bytes)) throw error;
    throw new StateError("WebAssembly may not be compiled here", {
      rule: String(error),
      fix: "If the page has a content-security policy, add 'wasm-unsafe-eval' to its script-src.",
    });
  }
}

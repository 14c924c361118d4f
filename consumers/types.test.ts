/** Checks the declarations of the installed package with several versions of TypeScript. */
import { join } from "node:path";
import { test } from "node:test";
import { folder, succeed } from "./project.ts";

const bare = ["without types of browsers or Node", "--lib", "es2022"] as const;
const browsers = ["with the types of browsers", "--lib", "es2022,dom"] as const;
const node = ["with the types of Node", "--lib", "es2022", "--types", "node"] as const;
const surroundings = { bundler: [bare, browsers], nodenext: [bare, browsers, node] };

for (const version of ["5.9", "7.0"]) {
  const tsc = join(folder, "node_modules", `typescript${version[0]}`, "bin", "tsc");
  for (const [resolution, around] of Object.entries(surroundings)) {
    for (const [surrounding, ...words] of around) {
      test(`TypeScript ${version}, ${resolution}, ${surrounding}`, async () => {
        const config = join("typescript", `tsconfig.${resolution}.json`);
        await succeed(process.execPath, [tsc, "-p", config, ...words]);
      });
    }
  }
}

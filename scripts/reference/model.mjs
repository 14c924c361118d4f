/**
 * The documented names of `hebb` and `hebb/data` as TypeDoc reads them from dist/types, each with the page that it belongs
 * to. They include types that signatures name although no entry exports them.
 */
import { join } from "node:path";
import { Application, Converter, LogLevel, Logger, ReflectionKind, TSConfigReader } from "typedoc";
import ts from "typescript";
import { placeOf } from "./areas.mjs";
import { basesOf, fileOf, headerOf, isPublic, isValueExport, original, typesIn } from "./declarations.mjs";

const entries = { index: "hebb", data: "hebb/data" };

/** Reads dist/types below `root`. Throws an Error that lists all that TypeDoc warns of, such as links to nothing. */
export async function readModel(root) {
  const types = join(root, "dist", "types");
  const app = await Application.bootstrap(
    {
      entryPoints: [join(types, "index.d.ts"), join(types, "data", "index.d.ts")],
      tsconfig: join(import.meta.dirname, "tsconfig.json"),
      disableGit: true,
      disableSources: true,
      excludePrivate: true,
      readme: "none",
      sort: ["source-order"],
      suppressCommentWarningsInDeclarationFiles: false,
      validation: { invalidLink: true, notExported: false },
    },
    [new TSConfigReader()],
  );
  const warnings = new Set();
  app.logger = loggerInto(warnings);
  const unexported = new Set();
  let context = null;
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (began) => {
    context = began;
    for (const module of modulesOf(began.project)) addUnexported(began, module, unexported);
  });
  const project = await app.convert();
  if (project !== undefined) app.validate(project);
  if (warnings.size > 0) throw new Error(`TypeDoc complains about doc comments:\n${[...warnings].join("\n")}`);
  context.setActiveProgram(context.programs[0]);
  return namesOf(project, context, unexported);
}

/** A warning about types of TypeScript's own library, such as Promise, which says no file. */
const foreign = /has multiple declarations with a comment/;

/** Collects warnings and errors, with the file that they are about; those about TypeScript's own library are dropped. */
function loggerInto(warnings) {
  const addContext = (message, _level, ...place) => {
    const file = (place.at(-1)?.getSourceFile?.() ?? place.at(-1))?.fileName;
    if (file === undefined) return message;
    const [, path] = /\/dist\/types\/(.*)\.d\.ts$/.exec(file) ?? [];
    return path === undefined ? "" : `src/${path}.ts: ${message}`;
  };
  const log = (text, level) =>
    void (level >= LogLevel.Warn && text !== "" && !foreign.test(text) && warnings.add(text));
  return Object.assign(new Logger(), { addContext, log });
}

/** The reflections of the two entries; TypeDoc calls them by their files. */
const modulesOf = (project) => Object.keys(entries).map((file) => project.children.find(({ name }) => name === file));

/** Has TypeDoc convert the types that signatures of `module` name and that nothing exports, and those that these name. */
function addUnexported(context, module, unexported) {
  context.setActiveProgram(context.programs[0]);
  const { checker } = context;
  const scope = context.withScope(module);
  const constructible = constructibleOf(module, context);
  const queue = leavesOf(module).map((reflection) => context.getSymbolFromReflection(reflection));
  for (let symbol = queue.shift(); symbol !== undefined; symbol = queue.shift()) {
    for (const type of namedBy(symbol, constructible.has(symbol), checker)) {
      if (context.getReflectionFromSymbol(type) !== undefined || placeOf(fileOf(type)) === null) continue;
      context.converter.convertSymbol(scope, type);
      unexported.add(context.getReflectionFromSymbol(type));
      queue.push(type);
    }
  }
  context.setActiveProgram(undefined);
}

/** The names of a module, and those in its namespaces; TypeDoc makes a reference of a name that is there already. */
const leavesOf = (module) =>
  module.children
    .flatMap((child) => (child.kind === ReflectionKind.Namespace ? [child, ...child.children] : [child]))
    .filter(({ kind }) => kind !== ReflectionKind.Reference);

/** Types that readers of the page meet at `symbol`; a class or interface also has the members of unexported bases. */
function namedBy(symbol, isConstructible, checker) {
  return symbol.declarations.flatMap((node) => {
    if (!ts.isClassDeclaration(node) && !ts.isInterfaceDeclaration(node)) return typesIn(node, checker);
    const bases = basesOf(node, checker, (base) => fileOf(base) === null).filter((base) => fileOf(base) !== null);
    return [node, ...bases.flatMap(({ declarations }) => declarations)]
      .flatMap(({ members = [] }) => [...members])
      .filter((member) => (isConstructible && member.parent === node) || !ts.isConstructorDeclaration(member))
      .filter((member) => isPublic(member, checker))
      .flatMap((member) => typesIn(member, checker));
  });
}

/** The classes that users can make: those that are exported as values and not as types only. */
function constructibleOf(module, context) {
  const { checker } = context;
  const exported = checker.getExportsOfModule(context.getSymbolFromReflection(module)).filter(isValueExport);
  return new Set(exported.map((symbol) => original(symbol, checker)));
}

/** One record for each name, in the order of the pages. */
function namesOf(project, context, unexported) {
  const records = modulesOf(project).flatMap((module) => {
    const constructible = constructibleOf(module, context);
    return leavesOf(module).map((reflection) => {
      const record = recordOf(reflection, module, context);
      return { ...record, isExported: !unexported.has(reflection), isConstructible: constructible.has(record.symbol) };
    });
  });
  const lost = records.filter(({ place }) => place === null);
  if (lost.length > 0) {
    const list = lost.map(({ name, file }) => `  ${name}: src/${file}.ts`).join("\n");
    throw new Error(
      `These exports have no page of the reference. Add the file of each to an area in scripts/reference/areas.mjs:\n${list}`,
    );
  }
  return { records: records.toSorted(compare), context };
}

function recordOf(reflection, module, context) {
  const symbol = original(context.getSymbolFromReflection(reflection), context.checker);
  const isInNamespace = reflection.parent !== module;
  const file = fileOf(symbol);
  // A namespace stays together.
  const home = isInNamespace
    ? fileOf(original(context.getSymbolFromReflection(reflection.parent), context.checker))
    : file;
  return {
    name: isInNamespace ? `${reflection.parent.name}.${reflection.name}` : reflection.name,
    entry: entries[module.name],
    reflection,
    symbol,
    file,
    place: placeOf(home),
    isNamespace: reflection.kind === ReflectionKind.Namespace,
    // To TypeDoc a class that is exported as a type is an interface.
    isType: (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) !== 0,
    headers: [headerOf(symbol), headerOf(context.getSymbolFromReflection(module))],
  };
}

/** Files in the order of their area; in a file namespaces and values before types, exports before others. */
function compare(a, b) {
  const key = ({ place, file, isExported, isType, isNamespace }) =>
    [place.order, file, Number(!isNamespace), Number(isType), Number(!isExported)].map(String);
  const [left, right] = [key(a), key(b)];
  const at = left.findIndex((part, i) => part !== right[i]);
  return at === -1 ? 0 : at === 0 ? a.place.order - b.place.order : left[at] < right[at] ? -1 : 1;
}

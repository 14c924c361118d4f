/** A name of the model as its page shows it: code, comments, members, and the other names that its code mentions. */
import { Comment, ReflectionKind } from "typedoc";
import ts from "typescript";
import { basesOf, fileOf, headOf, isPublic, memberText, oneLine, textOf, typesIn } from "./declarations.mjs";

/** Members of classes with more than these get headings of their own, so that one can link to them. */
const listed = 20;

/** Makes the records items, in place, since items refer to one another: `uses`, and `base` of what is inherited. */
export function itemsOf({ records, context }) {
  const { checker } = context;
  const bySymbol = new Map(records.map((record) => [record.symbol, record]));
  const byReflection = new Map(records.map((record) => [record.reflection, record]));
  return records.map((record) => {
    const item = Object.assign(record, {
      comments: commentsOf(record.reflection, record.headers),
      parameters: parametersOf(record.reflection),
    });
    if (record.isNamespace) {
      const code = `import { ${record.name} } from "${record.entry}";`;
      return Object.assign(item, { code, members: [], inherited: [], uses: [] });
    }
    const nodes = record.symbol.declarations;
    const isClass = nodes.some((node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node));
    const found = isClass ? membersOf(record, context, byReflection) : { members: [], inherited: [], mentioned: [] };
    const named = isClass ? found.mentioned : nodes.flatMap((node) => typesIn(node, checker));
    const uses = [...new Set(named)].map((symbol) => bySymbol.get(symbol)).filter((used) => used && used !== record);
    const code = isClass
      ? headOfRecord(record, nodes[0], bySymbol, checker)
      : nodes.map(statementOf).join("\ndeclare ");
    return Object.assign(item, { code, members: found.members, inherited: found.inherited, uses });
  });
}

const statementOf = (node) => (ts.isVariableDeclaration(node) ? `const ${textOf(node)};` : `${textOf(node)};`);

/** The head; empty for an interface of which it says nothing but the name. */
function headOfRecord(record, node, bySymbol, checker) {
  const bases = exportedBases(node, bySymbol, checker);
  const isPlain = ts.isInterfaceDeclaration(node) && !node.typeParameters && bases.length === 0;
  if (isPlain) return "";
  const names = bases.map(({ name }) => name);
  return headOf(node, names.length > 0 ? names : foreignBases(node, checker), record.isConstructible, checker);
}

/** The nearest bases that the reference shows. */
function exportedBases(node, bySymbol, checker) {
  const isShown = (symbol) => bySymbol.get(symbol)?.isExported ?? false;
  const bases = basesOf(node, checker, isShown).filter(isShown);
  return bases.map((symbol) => bySymbol.get(symbol));
}

/** Bases from outside of the library, such as Error. */
const foreignBases = (node, checker) =>
  ts.isClassDeclaration(node)
    ? basesOf(node, checker, () => false)
        .filter((base) => fileOf(base) === null)
        .map(({ name }) => name)
    : [];

function membersOf(record, context, byReflection) {
  const members = [];
  const inherited = new Map();
  const mentioned = [];
  for (const child of record.reflection.children ?? []) {
    const nodes = declarationsOf(child, context).filter((node) => isPublic(node, context.checker));
    if (child.kind === ReflectionKind.Constructor || nodes.length === 0) continue;
    const base = byReflection.get(child.inheritedFrom?.reflection?.parent);
    if (base?.isExported) {
      inherited.set(base, [...(inherited.get(base) ?? []), nameOf(nodes[0])]);
      continue;
    }
    mentioned.push(...nodes.flatMap((node) => typesIn(node, context.checker)));
    members.push({
      name: nameOf(nodes[0]),
      reflection: child,
      texts: [...new Set(nodes.map((node) => memberText(node, record.symbol, context.checker)))],
      comments: commentsOf(child),
      parameters: parametersOf(child),
      order: orderOf(child, nodes[0], record.symbol, context.checker),
    });
  }
  const isLong = record.reflection.kind === ReflectionKind.Class && members.length > listed;
  for (const member of members) member.hasHeading = isLong;
  if (record.isConstructible) mentioned.unshift(...constructorTypes(record, context.checker));
  members.sort((a, b) => a.order - b.order);
  return { members, inherited: [...inherited].map(([base, names]) => ({ base, names })), mentioned };
}

/** Static members first, then those of the first base class, and so on to the class itself. */
function orderOf(reflection, node, owner, checker) {
  if (reflection.flags.isStatic) return -Infinity;
  const bases = owner.declarations.flatMap((declaration) => basesOf(declaration, checker, () => false));
  return -[owner, ...bases].findIndex(({ declarations }) => declarations.includes(node.parent));
}

const constructorTypes = ({ symbol }, checker) =>
  symbol.declarations
    .flatMap(({ members = [] }) => [...members])
    .filter((member) => ts.isConstructorDeclaration(member) && isPublic(member, checker))
    .flatMap((member) => typesIn(member, checker));

/** Returns the declarations in the library. */
function declarationsOf(reflection, context) {
  const symbol = context.getSymbolFromReflection(reflection);
  return symbol !== undefined && fileOf(symbol) !== null ? symbol.declarations : [];
}

const nameOf = (node) => node.name.getText();

const signaturesOf = (reflection) => [
  ...(reflection.signatures ?? []),
  ...(reflection.getSignature ? [reflection.getSignature] : []),
  ...(reflection.type?.type === "reflection" ? (reflection.type.declaration.signatures ?? []) : []),
];

/** The comments of a name and of its signatures, each once. */
function commentsOf(reflection, headers = []) {
  const constructors =
    reflection.kind === ReflectionKind.Class ? reflection.getChildrenByKind(ReflectionKind.Constructor) : [];
  const signatures = [reflection, ...constructors].flatMap(signaturesOf);
  const comments = [reflection.comment, ...signatures.map(({ comment }) => comment)];
  const isHeader = ({ summary }) => headers.includes(oneLine(Comment.combineDisplayParts(summary)));
  const full = comments.filter((comment) => comment && !comment.isEmpty() && !isHeader(comment));
  return full.filter((comment, i) => full.findIndex((other) => other.similarTo(comment)) === i);
}

/** The parameters that have a description. */
const parametersOf = (reflection) =>
  signaturesOf(reflection)
    .flatMap(({ parameters = [] }) => parameters)
    .filter(({ comment }) => comment?.summary.length > 0);

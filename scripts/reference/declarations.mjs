/**
 * Declarations of dist/types as TypeScript sees them: their text as users would write it, their file, and the types that
 * they mention. TypeDoc's own type texts lose tuple labels, rest parameters and the order of unions.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { placeOf } from "./areas.mjs";

const printer = ts.createPrinter({ removeComments: true });

/** Comment of a member that only the library uses. */
const internalTag = /@internal\b/;

/** Returns the file of src/ that declares `symbol`, without ".ts", or null if it is not part of the library. */
export function fileOf(symbol) {
  const [, path] = /\/dist\/types\/(.*)\.d\.ts$/.exec(symbol.declarations?.[0]?.getSourceFile().fileName ?? "") ?? [];
  return path ?? null;
}

/**
 * Returns the header comment of the file that declares `symbol`, as one line. TypeScript attaches it to the first
 * declaration if nothing stands between them.
 */
export function headerOf(symbol) {
  const path = symbol.declarations[0].getSourceFile().fileName;
  const source = readFileSync(path.replace("/dist/types/", "/src/").replace(/\.d\.ts$/, ".ts"), "utf8");
  const [, header = ""] = /^\/\*\*([^]*?)\*\//.exec(source) ?? [];
  return oneLine(header.replace(/^ *\* ?/gm, ""));
}

export const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/** Compiler types, such as nodes of graphs: declared where no page looks. */
const isInternal = (symbol) => fileOf(symbol) !== null && placeOf(fileOf(symbol)) === null;

/** The types of the library that `node` names, in the order in which it names them. */
export function typesIn(node, checker) {
  const found = new Set();
  const visit = (inner) => {
    if (ts.isIdentifier(inner)) {
      const symbol = original(checker.getSymbolAtLocation(inner), checker);
      const isType = symbol?.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias);
      if (isType && fileOf(symbol) !== null) found.add(symbol);
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return [...found];
}

export function original(symbol, checker) {
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Returns true if the export specifier has no `type`. */
export function isValueExport({ declarations: [node] }) {
  return ts.isExportSpecifier(node) && !node.isTypeOnly && !node.parent.parent.isTypeOnly;
}

const hasModifier = (node, ...kinds) => node.modifiers?.some(({ kind }) => kinds.includes(kind)) ?? false;

/** Returns true if the member declared by `node` is public. */
export function isPublic(node, checker) {
  if (hasModifier(node, ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword)) return false;
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return false;
  if (hasModifier(node, ts.SyntaxKind.StaticKeyword) && node.name.text === "name") return false;
  if (commentOf(node) === "" && (node.name?.text === "toString" || isRenamed(node))) return false;
  if (internalTag.test(commentOf(node))) return false;
  return !typesIn(node, checker).some(isInternal) && !isForCompiler(node, checker);
}

export const commentOf = (node) => ts.getJSDocCommentsAndTags(node)[0]?.getText() ?? "";

/** Returns true for `readonly name = "ShapeError"`, the name of a subclass. */
const isRenamed = (node) => ts.isPropertyDeclaration(node) && node.initializer !== undefined;

/** Returns true if an interface of the compiler requires the member, such as `id` of program inputs. */
function isForCompiler(node, checker) {
  const clauses = node.parent?.heritageClauses ?? [];
  return clauses
    .filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword)
    .flatMap(({ types }) => types.map((type) => checker.getTypeAtLocation(type)))
    .some((type) => isInternal(type.symbol) && type.getProperty(node.name?.text ?? "") !== undefined);
}

/** Classes and interfaces that `node` extends, and what those extend, as far as `stop` says no. */
export function basesOf(node, checker, stop) {
  const direct = (node.heritageClauses ?? [])
    .filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap(({ types }) => types.map((type) => checker.getTypeAtLocation(type).symbol))
    .filter((symbol) => symbol?.declarations !== undefined);
  return direct.flatMap((symbol) => [
    symbol,
    ...(stop(symbol) ? [] : symbol.declarations.flatMap((base) => basesOf(base, checker, stop))),
  ]);
}

/** Returns `node` on one line, without comments and irrelevant modifiers. */
export function textOf(node) {
  return tidy(printer.printNode(ts.EmitHint.Unspecified, withoutPatterns(node), node.getSourceFile()));
}

/**
 * Removes noise from a type: `readonly` of properties, because every property is read-only; `| undefined` of optional
 * properties; file paths.
 */
const tidy = (text) =>
  text
    .replace(/\s+/g, " ")
    .replace(/;? \}/g, " }")
    .replace(/\[ (?=\w)/g, "[")
    .replace(/(?<=\w) \]/g, "]")
    .replace(/\bimport\("[^"]+"\)\./g, "")
    .replace(/(\?: [^?]*?) \| undefined(?=[,);}]|$)/g, "$1")
    .replace(/^(?:(?:export|declare|override) )+/, "")
    .replace(/^get ([^(]+)\(\)/, "$1")
    .replace(/(?<![-+])\breadonly (?=(?:\w+|\[[^\]]+\])\??:)/g, "")
    .replace(/;$/, "");

/** Parameters that are taken apart are called by what they are: options. */
function withoutPatterns(node) {
  const { factory } = ts;
  const visit = (inner) =>
    ts.isParameter(inner) && !ts.isIdentifier(inner.name)
      ? factory.updateParameterDeclaration(
          inner,
          inner.modifiers,
          inner.dotDotDotToken,
          factory.createIdentifier(ts.isObjectBindingPattern(inner.name) ? "options" : "values"),
          inner.questionToken,
          inner.type,
          inner.initializer,
        )
      : ts.visitEachChild(inner, visit, undefined);
  return ts.visitNode(node, visit);
}

/** A member as a user of `owner` sees it: where a base class has type parameters, `owner` has filled them in. */
export function memberText(node, owner, checker) {
  const [declaration] = owner.declarations;
  if (node.parent === declaration || !node.parent.typeParameters?.length) return textOf(node);
  const { name } = node;
  const property = checker.getDeclaredTypeOfSymbol(owner).getProperty(name.text);
  const type = checker.getTypeOfSymbolAtLocation(property, declaration);
  const format = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  const signatures = ts.isMethodDeclaration(node) ? type.getCallSignatures() : [];
  const texts = signatures.map((signature) => name.text + checker.signatureToString(signature, declaration, format));
  const optional = property.flags & ts.SymbolFlags.Optional ? "?" : "";
  const value = () => `${name.text}${optional}: ${checker.typeToString(type, declaration, format)}`;
  return tidy(texts.length > 0 ? texts.join("; ") : value());
}

/**
 * The head of a class, or of an interface; `bases` are the names that it is said to extend. With its constructors where
 * users can call them.
 */
export function headOf(node, bases, isConstructible, checker) {
  const word = ts.isClassDeclaration(node) ? "class" : "interface";
  const abstract = hasModifier(node, ts.SyntaxKind.AbstractKeyword) ? "abstract " : "";
  const parameters = node.typeParameters?.map(textOf).join(", ");
  const heading = `${abstract}${word} ${node.name.text}${parameters ? `<${parameters}>` : ""}`;
  const constructors = node.members.filter((member) => isConstructible && ts.isConstructorDeclaration(member));
  const body = constructors
    .filter((member) => member.parameters.length > 0 && isPublic(member, checker))
    .map((member) => `${textOf(member)};`);
  const extended = bases.length > 0 ? ` extends ${bases.join(", ")}` : "";
  return `${heading}${extended} {${body.join("\n")}}`;
}

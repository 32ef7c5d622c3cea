/**
 * Room tests. Everything the room outbound exports says in a doc comment of its own what it is. The comment at the top of a file
 * speaks about the file, so it does not count for the first export behind it.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../../..');

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** The comment right before a statement, unless it is the one that introduces the file. */
function hasOwnComment(statement: ts.Statement): boolean {
  const comment = ts
    .getJSDocCommentsAndTags(statement)
    .filter((node) => ts.isJSDoc(node))
    .at(-1);
  return comment !== undefined && !/^\/\*\*\s*(\*\s*)?Room /.test(comment.getText());
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText()).join(', ');
  }
  return (statement as ts.DeclarationStatement).name?.getText() ?? statement.getText().slice(0, 40);
}

/** Names of exports without a comment, such as `outbound/errors.ts: OutboundError`. Overloads of a function share one. */
function undocumented(path: string, text = readFileSync(path, 'utf8')): string[] {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const exported = statements.filter(isExported);
  const documented = new Set(exported.filter(hasOwnComment).map(nameOf));
  const missing = exported.map(nameOf).filter((name) => !documented.has(name));
  return missing.map((name) => `${relative(ROOT, path)}: ${name}`);
}

describe('the exports of outbound', () => {
  it('each have a doc comment of their own', () => {
    const files = sourceFiles(join(ROOT, 'outbound'));
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((path) => undocumented(path))).toEqual([]);
  });

  it('are not taken for documented by the comment of their file, nor by a plain comment', () => {
    const path = join(ROOT, 'outbound/example.ts');
    const text =
      '/**\n * Room outbound. Example.\n */\nexport const a = 1;\n// One.\nexport const b = 2;\n/** Two. */\nexport const c = 3;\n';
    expect(undocumented(path, text)).toEqual(['outbound/example.ts: a', 'outbound/example.ts: b']);
  });
});

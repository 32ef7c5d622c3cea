/**
 * Room solution. Answers whether a built script offers a function that a form or a command calls. The script is loaded the
 * way a form loads it, in an empty world of its own, because minified text cannot be searched for names.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type { WebResourceSource } from '../readSource';
import type { Finding, LintContext } from './context';

const LOAD_TIMEOUT_MS = 2_000;
const JAVASCRIPT = '3';

/** A script that is not built has its own finding, once for all calls. */
type Loaded = { readonly world: object } | { readonly problem: string } | 'not-built';

const loaded = new WeakMap<LintContext, Map<string, Loaded>>();

function load(resource: WebResourceSource): Loaded {
  if (!existsSync(resource.contentFile)) return 'not-built';
  const world: Record<string, unknown> = {};
  world['window'] = world;
  world['self'] = world;
  const context = createContext(world);
  try {
    runInContext(readFileSync(resource.contentFile, 'utf8'), context, { timeout: LOAD_TIMEOUT_MS });
    return { world };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function loadOnce(context: LintContext, resource: WebResourceSource): Loaded {
  const cache = loaded.get(context) ?? new Map<string, Loaded>();
  loaded.set(context, cache);
  const script = cache.get(resource.name) ?? load(resource);
  cache.set(resource.name, script);
  return script;
}

const valueAt = (world: object, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], world);

/** How many values the function takes by its own word; 0 when there is no such function, which has its own finding. */
export function parameterCount(context: LintContext, library: string, functionName: string): number {
  const resource = context.webResources.get(library);
  const script = resource && loadOnce(context, resource);
  const found = typeof script === 'object' && 'world' in script ? valueAt(script.world, functionName) : undefined;
  return typeof found === 'function' ? found.length : 0;
}

/** Findings about one call: `library` must be a packaged script that offers `functionName`. */
export function lintCall(context: LintContext, file: string, library: string, functionName: string): Finding[] {
  const resource = context.webResources.get(library);
  const find = (code: string, message: string): Finding[] => [{ code, file, message }];
  if (!resource) {
    return find('library-missing', `${library} is no web resource of the solution. Add it or mend the name.`);
  }
  if (resource.root.getElementsByTagName('WebResourceType')[0]?.textContent !== JAVASCRIPT) {
    return find('library-not-script', `${library} is not a script (type 3).`);
  }
  if (!/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(functionName)) {
    return find(
      'function-name-invalid',
      `"${functionName}" is no function name; it takes letters, digits, _, $ and dots.`,
    );
  }
  const script = loadOnce(context, resource);
  if (script === 'not-built') return [];
  if ('problem' in script) {
    return find(
      'script-fails',
      `${library} fails while it loads (${script.problem}). A form would show a script error.`,
    );
  }
  return typeof valueAt(script.world, functionName) === 'function'
    ? []
    : find('function-missing', `${library} offers no function ${functionName}. Publish it or mend the name.`);
}

/**
 * Room sandbox/app. Loads the scripts of solutions into this window, each once and after what it depends on, with the
 * string resources they declare; and calls their functions by name.
 */
import { FunctionMissingError, messageOf, ScriptNotLoadedError } from './errors';
import type { ScriptDependencies, StringResource } from './hostData';
import { BASE_LANGUAGE } from './labels';
import { childElement, childElements, parseXml } from './xml';

/** `$webresource:name` or `name` -> `name`. */
export const webResourceName = (reference: string): string => reference.replace(/^\$webresource:/i, '');

export const encodeWebResourceName = (name: string): string => name.split('/').map(encodeURIComponent).join('/');

/** Address of a web resource by name, with the text its page reads as `data`. */
export function webResourceUrl(name: string, data?: string): string {
  // A site map may give a query string of its own after the name.
  const [bare = '', query] = webResourceName(name).split('?', 2);
  const parameters = new URLSearchParams(query);
  if (data !== undefined) parameters.set('data', data);
  const search = parameters.toString();
  return `/WebResources/${encodeWebResourceName(bare)}${search === '' ? '' : `?${search}`}`;
}

/** Key and text of each `data` element of a RESX document. */
export function parseResx(text: string, name: string): Map<string, string> {
  const entries = childElements(parseXml(text, `string resource ${name}`), 'data').map((data) => {
    return [data.getAttribute('name') ?? '', childElement(data, 'value')?.textContent ?? ''] as const;
  });
  return new Map(entries);
}

export interface ScriptHost {
  /** Resolves when the script ran. @throws {ScriptNotLoadedError} */
  load(webResource: string): Promise<void>;
  /** Loads the string resources that a web resource names as dependencies, not the resource itself. */
  loadStrings(webResource: string): Promise<void>;
  /** @throws {FunctionMissingError} */
  call(functionName: string, args: readonly unknown[]): unknown;
  /** A text of a loaded string resource: user's language, else English. Undefined when the key is unknown. @throws {ScriptNotLoadedError} */
  string(webResource: string, key: string): string | undefined;
}

async function readText(url: string, name: string): Promise<string> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new ScriptNotLoadedError(name, messageOf(cause));
  });
  if (!response.ok) {
    const refusal = (await response.json().catch(() => undefined)) as { error?: { message?: string } } | undefined;
    throw new ScriptNotLoadedError(name, refusal?.error?.message ?? `the server answered ${response.status}.`);
  }
  return response.text();
}

function runScript(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = webResourceUrl(name);
    script.async = false;
    script.dataset['webresource'] = name;
    script.onload = () => resolve();
    script.onerror = () => reject(new ScriptNotLoadedError(name, 'the server did not give it.'));
    document.head.append(script);
  });
}

/** Loads and calls scripts for a user of that language. */
export function createScriptHost(languageId: number): ScriptHost {
  const loading = new Map<string, Promise<void>>();
  const running = new Map<string, Promise<void>>();
  /** Texts by resource name without language, each language's after the one it falls back to. */
  const strings = new Map<string, Map<string, string>>();

  async function readStrings({ base, languages, fallback }: StringResource): Promise<void> {
    if (strings.has(base)) return;
    const wanted = [BASE_LANGUAGE, languageId].filter((lcid) => languages.includes(lcid));
    const names = wanted.length > 0 ? wanted.map((lcid) => `${base}.${lcid}.resx`) : [fallback];
    const texts = new Map<string, string>();
    for (const name of names) {
      for (const [key, value] of parseResx(await readText(webResourceUrl(name), name), name)) texts.set(key, value);
    }
    strings.set(base, texts);
  }

  const dependenciesOf = async (name: string): Promise<ScriptDependencies> =>
    JSON.parse(await readText(`/_host/scripts/${encodeWebResourceName(name)}`, name)) as ScriptDependencies;

  const runOnce = (name: string): Promise<void> => {
    const known = running.get(name) ?? runScript(name);
    running.set(name, known);
    return known;
  };

  async function loadNow(name: string): Promise<void> {
    const dependencies = await dependenciesOf(name);
    await Promise.all(dependencies.strings.map(readStrings));
    for (const script of dependencies.scripts) await runOnce(script);
  }

  return {
    load(webResource) {
      const name = webResourceName(webResource);
      const known = loading.get(name) ?? loadNow(name);
      loading.set(name, known);
      return known;
    },
    async loadStrings(webResource) {
      const { strings: resources } = await dependenciesOf(webResourceName(webResource));
      await Promise.all(resources.map(readStrings));
    },
    call(functionName, args) {
      let owner: unknown = undefined;
      let current: unknown = window;
      for (const part of functionName.split('.')) {
        owner = current;
        current = (current as Record<string, unknown> | null | undefined)?.[part];
      }
      if (typeof current !== 'function') throw new FunctionMissingError(functionName);
      return Reflect.apply(current, owner, args) as unknown;
    },
    string(webResource, key) {
      const name = webResourceName(webResource);
      const texts = strings.get(name) ?? strings.get(name.replace(/(\.\d{4,5})?\.resx$/i, ''));
      if (!texts) throw new ScriptNotLoadedError(name, 'no script that is loaded names it as a dependency.');
      return texts.get(key);
    },
  };
}

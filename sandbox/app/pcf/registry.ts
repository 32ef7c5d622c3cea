/**
 * Room sandbox/app. Loads component-framework controls: manifest, texts, styles, and the bundle as a classic script that
 * registers its constructor with `ComponentFramework.registerControl`.
 */
import { ControlNotSupportedError, messageOf } from '../form/errors';
import type { ControlManifest } from './manifest';
import { checkSupported, parseManifest } from './manifest';
import { parseResx, resxPaths } from './resx';

/** The life cycle of a control. Source: Microsoft Learn, "StandardControl" and "ReactControl". */
export interface ControlInstance {
  init(
    context: unknown,
    notifyOutputChanged?: () => void,
    state?: Record<string, unknown>,
    container?: HTMLDivElement,
  ): unknown;
  updateView(context: unknown): unknown;
  getOutputs?(): Record<string, unknown>;
  destroy(): void;
}

export type ControlConstructor = new () => ControlInstance;

export interface LoadedControl {
  /** With publisher prefix, as forms name it. */
  readonly name: string;
  readonly manifest: ControlManifest;
  readonly constructorFunction: ControlConstructor;
  readonly strings: Readonly<Record<string, string>>;
}

/** What loading needs of the page; tests give their own. */
export interface ControlSource {
  text(path: string): Promise<string>;
  runScript(path: string): Promise<void>;
  addStyle(path: string): void;
}

interface ComponentFrameworkGlobal {
  registerControl(name: string, constructorFunction: ControlConstructor): void;
}

const registered = new Map<string, ControlConstructor>();

/** Offers `window.ComponentFramework.registerControl`; must run before the first bundle. */
export function installRegistry(target: object = globalThis): void {
  const scope = target as { ComponentFramework?: Partial<ComponentFrameworkGlobal> };
  scope.ComponentFramework = {
    ...scope.ComponentFramework,
    registerControl: (name, constructorFunction) => {
      registered.set(name, constructorFunction);
    },
  };
}

/** Address of a file of a control. */
export const controlFile = (controlName: string, path: string): string =>
  `/Controls/${encodeURIComponent(controlName)}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** Loads from this page's server. */
export const pageSource: ControlSource = {
  async text(path) {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.text();
  },
  runScript: (path) =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = path;
      script.onload = () => {
        resolve();
      };
      script.onerror = () => {
        reject(new Error(`${path} could not be loaded`));
      };
      document.head.appendChild(script);
    }),
  addStyle(path) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = path;
    document.head.appendChild(link);
  },
};

const loads = new Map<string, Promise<LoadedControl>>();
let queue: Promise<unknown> = Promise.resolve();

/**
 * The control, loaded once for the page.
 * @throws {ControlNotSupportedError} with the reason when it cannot be shown.
 */
export function loadControl(
  name: string,
  languageId: number,
  source: ControlSource = pageSource,
): Promise<LoadedControl> {
  const known = loads.get(name);
  if (known) return known;
  // One after the other: bundles of two publishers may register under the same name.
  const load = queue.then(() => loadNow(name, languageId, source));
  queue = load.catch(() => undefined);
  loads.set(name, load);
  // A control that failed is tried again by the next form that needs it.
  load.catch(() => loads.delete(name));
  return load;
}

async function loadNow(name: string, languageId: number, source: ControlSource): Promise<LoadedControl> {
  try {
    const manifest = parseManifest(await source.text(controlFile(name, 'ControlManifest.xml')));
    checkSupported(name, manifest);
    const strings: Record<string, string> = {};
    for (const path of resxPaths(manifest.resx, languageId)) {
      Object.assign(strings, parseResx(await source.text(controlFile(name, path))));
    }
    for (const path of manifest.css) source.addStyle(controlFile(name, path));
    installRegistry();
    const fullName = `${manifest.namespace}.${manifest.constructorName}`;
    registered.delete(fullName);
    await source.runScript(controlFile(name, manifest.code));
    const constructorFunction = registered.get(fullName);
    if (!constructorFunction) throw new Error(`its bundle did not register ${fullName}`);
    return { name, manifest, constructorFunction, strings };
  } catch (error) {
    if (error instanceof ControlNotSupportedError) throw error;
    throw new ControlNotSupportedError(name, messageOf(error));
  }
}

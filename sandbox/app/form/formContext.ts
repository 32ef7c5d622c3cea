/**
 * Room sandbox/app. The form context that scripts get from `executionContext.getFormContext()`. Members follow Microsoft
 * Learn, "Client API form context"; documented members that are missing here throw an error that names them.
 */
import type { DataHost } from './entity';
import { createDataApi } from './entity';
import type { UiHost } from './ui';
import { createUiApi } from './ui';

/** The shape scripts rely on; deeper members are documented where they are built. */
export interface FormContextApi {
  readonly data: object;
  readonly ui: object;
  getAttribute(key?: Key): unknown;
  getControl(key?: Key): unknown;
}

type Key = string | number | ((item: unknown, index: number) => boolean);

function pick(items: unknown[], byName: (name: string) => unknown, key: Key | undefined): unknown {
  if (key === undefined || key === null) return items;
  if (typeof key === 'function') return items.filter(key);
  if (typeof key === 'number') return items[key] ?? null;
  return byName(key) ?? null;
}

/** The form context of a session. */
export function createFormContext(session: DataHost & UiHost): FormContextApi {
  return {
    data: createDataApi(session),
    ui: createUiApi(session),
    getAttribute: (key) =>
      pick(
        [...session.attributes.values()].map((attribute) => attribute.api),
        (name) => session.attributes.get(name)?.api,
        key,
      ),
    getControl: (key) =>
      pick(
        [...session.controls.values()].map((control) => control.api),
        (name) => session.controls.get(name)?.api,
        key,
      ),
  };
}

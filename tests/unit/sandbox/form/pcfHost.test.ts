/**
 * The life of component-framework controls on a form: loading, what they are given, what they write back, and how they fail.
 * @jest-environment jsdom
 */
import * as React from 'react';
import { setIconOptions } from '@fluentui/react';
import { render, screen, waitFor } from '@testing-library/react';
import { PcfControl } from '../../../../sandbox/app/pcf/PcfControl';
import { ControlLife } from '../../../../sandbox/app/pcf/controlLife';
import { checkSupported, parseManifest } from '../../../../sandbox/app/pcf/manifest';
import type { ControlInstance, ControlSource, LoadedControl } from '../../../../sandbox/app/pcf/registry';
import { installRegistry, loadControl } from '../../../../sandbox/app/pcf/registry';
import { parseResx, resxPaths } from '../../../../sandbox/app/pcf/resx';
import { cell, fakeServices, formXml, openSession, scriptAttribute } from './builders';
import '../../../support/patientPages';

const manifest = (extra = '', type = 'virtual'): string =>
  `<?xml version="1.0"?><manifest><control namespace="Contoso" constructor="Tiny" version="1.0.0" control-type="${type}"><property name="text" of-type="SingleLine.Text" usage="bound" required="true"/><property name="kind" of-type="OptionSet" usage="bound"/><property name="limit" of-type="Whole.None" usage="input" default-value="3"/><property name="loose" of-type="SingleLine.Text" usage="bound"/><resources><code path="bundle.js" order="1"/><resx path="strings/Tiny.1033.resx" version="1.0.0"/><resx path="strings/Tiny.1057.resx" version="1.0.0"/>${extra}</resources></control></manifest>`;

const XML = formXml(
  [cell('contoso_name', 'uniqueid="{AA}"'), cell('contoso_kind')],
  `<controlDescriptions><controlDescription forControl="{aa}"><customControl formFactor="2" name="p_Contoso.Tiny"><parameters><text>contoso_name</text><kind>contoso_kind</kind><limit static="true" type="Whole.None">9</limit></parameters></customControl></controlDescription></controlDescriptions>`,
);

interface Seen {
  parameters: Record<
    string,
    { raw: unknown; type: string; attributes?: { MaxLength?: number; LogicalName?: string; Options?: unknown[] } }
  >;
  updatedProperties: string[];
  mode: { isControlDisabled: boolean; label: string };
  resources: { getString(key: string): string };
  factory: { requestRender(): void };
}

/** A control that writes down what happened to it. */
function tiny() {
  const log: string[] = [];
  const seen: Seen[] = [];
  const control = {
    notify: (): void => undefined,
    outputs: {} as Record<string, unknown>,
    container: undefined as unknown,
    log,
    seen,
  };
  class Tiny implements ControlInstance {
    init(context: unknown, notify?: () => void, _state?: unknown, container?: unknown): void {
      log.push('init');
      seen.push(context as Seen);
      control.notify = notify ?? control.notify;
      control.container = container;
    }
    updateView(context: unknown): unknown {
      log.push('updateView');
      seen.push(context as Seen);
      return React.createElement('p', null, `text is ${String((context as Seen).parameters.text?.raw)}`);
    }
    getOutputs(): Record<string, unknown> {
      log.push('getOutputs');
      return control.outputs;
    }
    destroy(): void {
      log.push('destroy');
    }
  }
  return { control, Tiny };
}

function start(type: 'virtual' | 'standard' = 'virtual') {
  const { control, Tiny } = tiny();
  const session = openSession(XML, { contoso_name: 'First', contoso_kind: 2 });
  const loaded: LoadedControl = {
    name: 'p_Contoso.Tiny',
    manifest: parseManifest(manifest('', type)),
    constructorFunction: Tiny,
    strings: { hello: 'Halo' },
  };
  const failures: unknown[] = [];
  const container = document.createElement('div');
  const formControl = session.controls.get('contoso_name');
  if (!formControl) throw new Error('no control');
  const life = new ControlLife({
    session,
    control: formControl,
    loaded,
    container: type === 'standard' ? container : undefined,
    render: () => undefined,
    failed: (error) => failures.push(error),
    measureWidth: () => 300,
  });
  session.signal.subscribe(() => {
    life.formChanged();
  });
  life.start();
  return { ...control, control, session, life, failures, container };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

describe('a control on a form', () => {
  it('is given its columns, static values and defaults as parameters', () => {
    const { seen } = start();
    const [{ parameters, mode, resources }] = seen as [Seen];
    expect(parameters.text).toMatchObject({
      raw: 'First',
      type: 'SingleLine.Text',
      attributes: { MaxLength: 20, LogicalName: 'contoso_name' },
    });
    expect(parameters.kind).toMatchObject({ raw: 2, type: 'OptionSet' });
    expect(parameters.kind?.attributes?.Options).toEqual([
      { Label: 'Small', Value: 1, Color: '' },
      { Label: 'Large', Value: 2, Color: '' },
    ]);
    expect([parameters.limit?.raw, parameters.loose?.raw]).toEqual([9, null]);
    expect([mode.isControlDisabled, mode.label]).toEqual([false, 'Label of contoso_name']);
    expect([resources.getString('hello'), resources.getString('missing')]).toEqual(['Halo', 'missing']);
  });

  it('is initialised once and drawn again only when something it sees changed', async () => {
    const { log, session, seen } = start();
    expect(log).toEqual(['init', 'updateView']);
    session.changed();
    await settle();
    expect(log).toEqual(['init', 'updateView']);
    scriptAttribute(session, 'contoso_kind').setValue(1);
    await settle();
    expect(log).toEqual(['init', 'updateView', 'updateView']);
    expect(seen.at(-1)?.updatedProperties).toEqual(['kind']);
  });

  it('writes outputs back once for several notices of one turn, raising onchange', async () => {
    const { control, log, session } = start();
    const changed = jest.fn();
    scriptAttribute(session, 'contoso_name').addOnChange(changed);
    control.outputs = { text: 'Second', kind: undefined };
    control.notify();
    control.notify();
    await settle();
    expect(log.filter((one) => one === 'getOutputs')).toHaveLength(1);
    expect(changed).toHaveBeenCalledTimes(1);
    expect([session.attributes.get('contoso_name')?.value, session.attributes.get('contoso_kind')?.value]).toEqual([
      'Second',
      2,
    ]);
    expect(session.isDirty).toBe(true);
  });

  it('clears a column with null', async () => {
    const { control, session } = start();
    control.outputs = { kind: null };
    control.notify();
    await settle();
    expect(session.attributes.get('contoso_kind')?.value).toBeNull();
  });

  it('gets an element only when it is a standard control', () => {
    const standard = start('standard');
    expect(standard.control.container).toBe(standard.container);
    expect(start('virtual').control.container).toBeUndefined();
  });

  it('is destroyed once and hears nothing afterwards', async () => {
    const { life, log, control, session } = start();
    control.notify();
    life.end();
    life.end();
    scriptAttribute(session, 'contoso_name').setValue('Later');
    await settle();
    expect(log).toEqual(['init', 'updateView', 'destroy']);
  });

  it('that writes a value its column cannot hold fails by itself and ends', async () => {
    const { control, failures, log, session } = start();
    control.outputs = { text: 'x'.repeat(50) };
    control.notify();
    await settle();
    expect(failures).toHaveLength(1);
    expect(log.at(-1)).toBe('destroy');
    expect(session.attributes.get('contoso_name')?.value).toBe('First');
  });
});

describe('loadControl', () => {
  const source = (over: Partial<ControlSource> = {}, xml = manifest()): ControlSource => ({
    text: (path) =>
      Promise.resolve(
        path.endsWith('.xml')
          ? xml
          : `<root><data name="k"><value>${path.includes('1057') ? 'ID' : 'EN'}</value></data>${path.includes('1033') ? '<data name="only"><value>English</value></data>' : ''}</root>`,
      ),
    runScript: () => {
      (
        globalThis as unknown as { ComponentFramework: { registerControl(name: string, ctor: unknown): void } }
      ).ComponentFramework.registerControl('Contoso.Tiny', tiny().Tiny);
      return Promise.resolve();
    },
    addStyle: () => undefined,
    ...over,
  });

  it('takes the texts of the user’s language and English where they lack', async () => {
    const loaded = await loadControl('p1_Contoso.Tiny', 1057, source());
    expect(loaded.strings).toEqual({ k: 'ID', only: 'English' });
  });

  it('loads a control once for the page', async () => {
    const runScript = jest.fn(source().runScript);
    await Promise.all([
      loadControl('p2_Contoso.Tiny', 1033, source({ runScript })),
      loadControl('p2_Contoso.Tiny', 1033, source({ runScript })),
    ]);
    expect(runScript).toHaveBeenCalledTimes(1);
  });

  it('names the control whose bundle registers nothing, and tries again the next time', async () => {
    const silent = source({ runScript: () => Promise.resolve() });
    await expect(loadControl('p3_Contoso.Tiny', 1033, silent)).rejects.toMatchObject({
      code: 'control-not-supported',
      controlName: 'p3_Contoso.Tiny',
    });
    await expect(loadControl('p3_Contoso.Tiny', 1033, source())).resolves.toMatchObject({ name: 'p3_Contoso.Tiny' });
  });
});

describe('manifests and texts', () => {
  it.each(['<platform-library name="Fluent" version="9.46.2"/>', '<platform-library name="React" version="18.2.0"/>'])(
    'refuse %s by name',
    (library) => {
      const [, name = ''] = /name="(\w+)"/.exec(library) ?? [];
      expect(() => checkSupported('c', parseManifest(manifest(library)))).toThrow(name);
    },
  );

  it('accept the libraries the page offers', () => {
    const read = parseManifest(
      manifest('<platform-library name="React" version="16.14.0"/><platform-library name="Fluent" version="8.121.1"/>'),
    );
    expect(() => checkSupported('c', read)).not.toThrow();
  });

  it('choose English before the first file, and the own language over both', () => {
    expect(resxPaths(['a.1031.resx', 'a.1033.resx', 'a.1057.resx'], 1057)).toEqual(['a.1033.resx', 'a.1057.resx']);
    expect(resxPaths(['a.1031.resx'], 1057)).toEqual(['a.1031.resx']);
  });

  it('keep the text of a resource as it is written', () => {
    expect(parseResx('<root><data name="a"><value>1 &lt; 2</value></data></root>')).toEqual({ a: '1 < 2' });
  });
});

describe('PcfControl', () => {
  it('shows in its place why a control cannot be loaded', async () => {
    const session = openSession(XML, {}, fakeServices());
    const control = session.controls.get('contoso_name');
    if (!control) throw new Error('no control');
    const before = globalThis.fetch;
    globalThis.fetch = () => Promise.resolve({ ok: false, status: 404 } as Response);
    try {
      render(React.createElement(PcfControl, { control, session }));
      await waitFor(() => screen.getByText(/p_Contoso\.Tiny cannot be shown/));
    } finally {
      globalThis.fetch = before;
    }
    expect(screen.getByText(/404/)).toBeTruthy();
  });
});

installRegistry();
setIconOptions({ disableWarnings: true });

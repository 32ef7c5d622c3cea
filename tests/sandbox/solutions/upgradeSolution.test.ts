/** Room tests. Upgrades: staged and promoted, or in one step; data stays, and what the newer version no longer has goes. */
import { openImportHost, type ImportHost } from './importHost';
import {
  contactFieldsZip,
  ICON_ID,
  inspectionsZip,
  TOOL_FORM_ID,
  TOOL_VIEW_ID,
  toolkitZip,
  type ToolkitOptions,
} from './shapes';

const NEWER: ToolkitOptions = {
  version: '2.0.0.0',
  without: ['color', 'view', 'icon', 'choice', 'variable', 'control', 'app'],
  formName: 'Tool 2',
};

describe('Upgrading a solution', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  const solution = (name: string) => host.dataverse.rows.findWhere('solution', { uniquename: name })[0];
  const seed = (): string =>
    host.dataverse.rows.create('acme_tool', { acme_name: 'Saw', acme_color: 'red', acme_kind: 123450001 });

  const promotions: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['DeleteAndPromote', () => host.call('DeleteAndPromote', { UniqueName: 'AcmeToolkit' })],
    ['DeleteAndPromoteAsync', () => host.call('DeleteAndPromoteAsync', { UniqueName: 'AcmeToolkit' })],
  ];
  const upgrades: readonly (readonly [string, () => Promise<unknown>])[] = [
    ...promotions.map(
      ([name, promote]) =>
        [
          `HoldingSolution, then ${name}`,
          async () => {
            expect(await host.importZip(toolkitZip(NEWER), { holding: true })).toMatchObject({
              message: '',
              status: 30,
            });
            await promote();
          },
        ] as const,
    ),
    ['StageAndUpgradeAsync', () => host.importZip(toolkitZip(NEWER), { message: 'StageAndUpgradeAsync' })],
  ];

  it.each(upgrades)('by %s keeps rows and deletes what the newer version no longer has', async (_name, upgrade) => {
    expect(await host.importZip(toolkitZip())).toMatchObject({ message: '', status: 30 });
    const { rows, metadata } = host.dataverse;
    const id = seed();
    const solutionId = solution('AcmeToolkit')?.id;
    await upgrade();
    expect(rows.find('acme_tool', id)?.values.acme_name).toBe('Saw');
    expect(rows.find('acme_tool', id)?.values).not.toHaveProperty('acme_color');
    expect(metadata.column('acme_tool', 'acme_color')).toBeUndefined();
    expect(metadata.column('acme_tool', 'acme_kind')).toBeUndefined();
    expect(metadata.choice('acme_kind')).toBeUndefined();
    expect(rows.find('savedquery', TOOL_VIEW_ID)).toBeUndefined();
    expect(rows.find('webresource', ICON_ID)).toBeUndefined();
    for (const table of [
      'environmentvariabledefinition',
      'environmentvariablevalue',
      'customcontrol',
      'appmodule',
      'sitemap',
      'ribboncustomization',
    ])
      expect([table, rows.findWhere(table, {})]).toEqual([table, []]);
    expect(rows.find('systemform', TOOL_FORM_ID)?.values.name).toBe('Tool 2');
    expect(solution('AcmeToolkit')).toMatchObject({ id: solutionId, values: { version: '2.0.0.0', ismanaged: true } });
    expect(solution('AcmeToolkit_Upgrade')).toBeUndefined();
    rows.delete('solution', solutionId ?? '');
    expect(metadata.table('acme_tool')).toBeUndefined();
  });

  it('shows the newer parts while it waits, and the older ones are still there', async () => {
    await host.importZip(toolkitZip());
    const id = seed();
    await host.importZip(toolkitZip(NEWER), { holding: true });
    const { rows } = host.dataverse;
    expect(solution('AcmeToolkit')?.values.version).toBe('1.0.0.0');
    expect(solution('AcmeToolkit_Upgrade')?.values).toMatchObject({ version: '2.0.0.0', ismanaged: true });
    expect(rows.find('systemform', TOOL_FORM_ID)?.values.name).toBe('Tool 2');
    expect(rows.find('acme_tool', id)?.values.acme_color).toBe('red');
    expect(rows.find('savedquery', TOOL_VIEW_ID)).toBeDefined();
  });

  it('goes back to the older parts when the waiting version is deleted', async () => {
    await host.importZip(toolkitZip({ colorLength: 20 }));
    await host.importZip(toolkitZip({ version: '2.0.0.0', colorLength: 40, formName: 'Tool 2' }), { holding: true });
    const { rows, metadata } = host.dataverse;
    expect(metadata.column('acme_tool', 'acme_color')?.maxLength).toBe(40);
    rows.delete('solution', solution('AcmeToolkit_Upgrade')?.id ?? '');
    expect(metadata.column('acme_tool', 'acme_color')?.maxLength).toBe(20);
    expect(rows.find('systemform', TOOL_FORM_ID)?.values.name).toBe('Tool');
    expect(solution('AcmeToolkit')?.values.version).toBe('1.0.0.0');
  });

  it('is refused, and changes nothing, while another solution needs what would go', async () => {
    await host.importZip(toolkitZip());
    await host.importZip(inspectionsZip());
    // A newer version that brings no table at all.
    const outcome = await host.importZip(
      contactFieldsZip({ uniqueName: 'AcmeToolkit', publisher: 'acme', version: '2.0.0.0' }),
      {
        message: 'StageAndUpgradeAsync',
      },
    );
    expect(outcome.status).toBe(31);
    expect(outcome.message).toMatch(/initech_tool_inspections .* needs acme_tool/);
    expect(solution('AcmeToolkit')?.values.version).toBe('1.0.0.0');
    expect(solution('AcmeToolkit_Upgrade')).toBeUndefined();
    expect(host.dataverse.metadata.column('contact', 'globex_badge')).toBeUndefined();
    expect(host.dataverse.metadata.table('acme_tool')).toBeDefined();
  });

  it('names what was deleted in the result of the job', async () => {
    await host.importZip(toolkitZip());
    const { data } = await host.importZip(toolkitZip(NEWER), { message: 'StageAndUpgradeAsync' });
    expect(data).toContain('<component type="Attribute" name="acme_tool.acme_color" outcome="deleted">');
    expect(data).toContain('<component type="Web Resource" name="acme_/icon.svg" outcome="deleted">');
    expect(data).not.toContain('name="acme_tool.acme_name" outcome="deleted"');
  });

  it('installs a solution that is not there yet', async () => {
    expect(await host.importZip(toolkitZip(), { message: 'StageAndUpgradeAsync' })).toMatchObject({
      message: '',
      status: 30,
    });
    expect(solution('AcmeToolkit')?.values.version).toBe('1.0.0.0');
  });

  it.each([
    ['nothing is staged', toolkitZip(), /No newer version of 'AcmeToolkit' is staged/],
    ['it is unmanaged', toolkitZip({ managed: 0 }), /not managed/],
  ])('cannot be promoted when %s', async (_what, zip, message) => {
    await host.importZip(zip);
    await expect(host.call('DeleteAndPromote', { UniqueName: 'AcmeToolkit' })).rejects.toThrow(message);
  });

  it('refuses to stage an unmanaged solution', async () => {
    const outcome = await host.importZip(toolkitZip({ managed: 0 }), { holding: true });
    expect(outcome).toMatchObject({ status: 31 });
    expect(outcome.message).toMatch(/only a managed solution can be staged/);
  });

  it('keeps, as an update, what the newer version no longer has', async () => {
    await host.importZip(toolkitZip());
    const id = seed();
    const { data } = await host.importZip(toolkitZip(NEWER));
    expect(data).toContain('<component type="Attribute" name="acme_tool.acme_color" outcome="kept">');
    expect(host.dataverse.rows.find('acme_tool', id)?.values.acme_color).toBe('red');
  });
});

describe('Layers of a component', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  const formName = (): unknown => host.dataverse.rows.find('systemform', TOOL_FORM_ID)?.values.name;

  it('leave a form that somebody changed as it is, unless the import overwrites customizations', async () => {
    await host.importZip(toolkitZip());
    host.dataverse.rows.update('systemform', TOOL_FORM_ID, { name: 'My tool' });
    const { data } = await host.importZip(toolkitZip({ version: '1.1.0.0', formName: 'Tool 1.1' }), {
      overwrite: false,
    });
    expect(formName()).toBe('My tool');
    expect(data).toContain('<component type="Form" name="acme_tool: Tool 1.1" outcome="covered">');
    await host.importZip(toolkitZip({ version: '1.2.0.0', formName: 'Tool 1.2' }));
    expect(formName()).toBe('Tool 1.2');
  });

  it('put an unmanaged import above the managed base, and go with it', async () => {
    await host.importZip(toolkitZip());
    await host.importZip(toolkitZip({ uniqueName: 'Tweaks', managed: 0, formName: 'Tweaked', colorLength: 50 }));
    await host.importZip(toolkitZip({ version: '1.1.0.0', formName: 'Tool 1.1', colorLength: 30 }), {
      overwrite: false,
    });
    expect(formName()).toBe('Tweaked');
    expect(host.dataverse.metadata.column('acme_tool', 'acme_color')?.maxLength).toBe(50);
    const base = host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeToolkit' })[0];
    host.dataverse.rows.delete('solution', base?.id ?? '');
    expect(formName()).toBeUndefined();
    expect(host.dataverse.metadata.table('acme_tool')).toBeUndefined();
  });

  it('show the other managed solution again when the upper one goes', async () => {
    const contactLabel = (): unknown => host.dataverse.metadata.column('contact', 'jobtitle')?.displayName['1033'];
    const original = contactLabel();
    await host.importZip(contactFieldsZip({ labelText: 'Lower' }));
    await host.importZip(contactFieldsZip({ uniqueName: 'Upper', labelText: 'Upper' }));
    expect(contactLabel()).toBe('Upper');
    // A newer version of the lower one stays below.
    await host.importZip(contactFieldsZip({ version: '1.1.0.0', labelText: 'Lower 1.1' }));
    expect(contactLabel()).toBe('Upper');
    const remove = (name: string): void =>
      host.dataverse.rows.delete(
        'solution',
        host.dataverse.rows.findWhere('solution', { uniquename: name })[0]?.id ?? '',
      );
    remove('Upper');
    expect(contactLabel()).toBe('Lower 1.1');
    remove('GlobexContacts');
    expect(contactLabel()).toBe(original);
  });
});

describe('An import that fails half way', () => {
  it('writes nothing, and tells each component that was done, failed or not tried', async () => {
    const host = openImportHost();
    await host.importZip(toolkitZip());
    const { rows, metadata, database } = host.dataverse;
    const before = [
      metadata.tables(),
      database.all('SELECT * FROM "sandbox$layer"'),
      rows.findWhere('webresource', {}),
    ];
    host.dataverse.registerTableEvent({
      table: 'webresource',
      message: 'Update',
      stage: 'after',
      handle: () => {
        throw new Error('The disk is full.');
      },
    });
    const outcome = await host.importZip(
      toolkitZip({ version: '2.0.0.0', formName: 'Tool 2', colorLength: 99, without: ['icon'] }),
    );
    expect(outcome.status).toBe(31);
    expect(outcome.message).toMatch(/The disk is full/);
    expect(outcome.data).toMatch(/type="Form" name="acme_tool: Tool 2" outcome="updated"><result result="success"/);
    expect(outcome.data).toMatch(/type="Web Resource" name="acme_\/tool.js"><result result="failure"/);
    expect(outcome.data).toMatch(/name="acme_App" outcome="unprocessed"><result result="unprocessed"/);
    expect([
      metadata.tables(),
      database.all('SELECT * FROM "sandbox$layer"'),
      rows.findWhere('webresource', {}),
    ]).toEqual(before);
    host.close();
  });

  it('forgets tables that the database took back', async () => {
    const host = openImportHost();
    const { rows, metadata } = host.dataverse;
    const known = metadata.tables().length;
    expect(() =>
      rows.transaction(() => {
        const task = metadata.table('task');
        if (task) metadata.save({ tables: [{ ...task, logicalName: 'new_one', entitySetName: 'new_ones' }] });
        expect(metadata.table('new_one')).toBeDefined();
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(metadata.tables()).toHaveLength(known);
    expect(await host.importZip(toolkitZip())).toMatchObject({ message: '', status: 30 });
    host.close();
  });
});

describe('Publishing', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  it('takes a list of components that are there', async () => {
    await host.importZip(toolkitZip());
    const list = `<importexportxml><entities><entity>acme_tool</entity></entities><optionsets><optionset>acme_kind</optionset></optionsets><webresources><webresource>{${ICON_ID}}</webresource></webresources></importexportxml>`;
    expect(await host.call('PublishXml', { ParameterXml: list })).toEqual({});
    expect(await host.call('PublishAllXml')).toEqual({});
  });

  it.each([
    ['no XML', 'entities', /not well formed/],
    ['another root', '<entities />', /has to be importexportxml/],
    ['an unknown table', '<importexportxml><entities><entity>nobody</entity></entities></importexportxml>', /nobody/],
    [
      'an unknown choice',
      '<importexportxml><optionsets><optionset>nobody</optionset></optionsets></importexportxml>',
      /nobody/,
    ],
  ])('refuses %s', async (_what, list, message) => {
    await expect(host.call('PublishXml', { ParameterXml: list })).rejects.toThrow(message);
  });
});

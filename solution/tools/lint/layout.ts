/**
 * Room solution. Lint rules for what a table's own file must say so that nothing around it is lost: placeholders for the files
 * beside it, spellings, lengths, system relationships, the rows of views.
 */
import type { TableSource } from '../readSource';
import { attribute, child, childText, descendants } from '../xml';
import { columnElements, isOwnTable, ownershipOf, type Finding, type LintContext } from './context';

type Add = (code: string, message: string) => void;

/** Microsoft's packer takes the files of a folder only when Entity.xml holds the element (tried with 9.1.1.146). */
function lintPlaceholders(table: TableSource, add: Add): void {
  const needed = {
    FormXml: table.forms.length > 0,
    SavedQueries: table.views.length > 0,
    Visualizations: table.charts.length > 0,
    RibbonDiffXml: table.ribbon !== undefined,
  };
  for (const [name, isNeeded] of Object.entries(needed)) {
    if (isNeeded && !child(table.entity.root, name)) {
      add(
        'table-placeholder-missing',
        `Entity.xml needs an empty ${name}, else Microsoft's packer leaves the files out.`,
      );
    }
  }
}

function lintLengths(table: TableSource, add: Add): void {
  for (const column of columnElements(table)) {
    if (childText(column, 'Type') !== 'nvarchar') continue;
    const [length, most] = [childText(column, 'Length'), childText(column, 'MaxLength')];
    if (Number(length) !== 2 * Number(most)) {
      add(
        'column-length',
        `Length of ${childText(column, 'LogicalName')} is ${length || 'missing'}. It is twice MaxLength, ${2 * Number(most)}.`,
      );
    }
  }
}

function lintLocalOptions(table: TableSource, { firstOptionValue }: LintContext, add: Add): void {
  const choices = columnElements(table).filter((column) => childText(column, 'Type').includes('picklist'));
  for (const option of choices.flatMap((column) => descendants(column, 'option'))) {
    const value = Number(attribute(option, 'value'));
    if (value < firstOptionValue || value >= firstOptionValue + 10_000) {
      add(
        'option-value-outside-range',
        `A choice of ${table.logicalName} has the value ${value}, outside the publisher's range from ${firstOptionValue}.`,
      );
    }
  }
}

/** Names of the relationships that the platform expects. Seen in every public export of a table. */
function systemRelationships(table: string, ownership: string): Readonly<Record<string, string>> {
  const everywhere = { createdby: `lk_${table}_createdby`, modifiedby: `lk_${table}_modifiedby` };
  if (ownership === 'OrgOwned') return { ...everywhere, organizationid: `organization_${table}` };
  return {
    ...everywhere,
    ownerid: `owner_${table}`,
    owningbusinessunit: `business_unit_${table}`,
    owningteam: `team_${table}`,
    owninguser: `user_${table}`,
  };
}

/** Spellings of Microsoft's tables in exports. */
const FIRST_PARTY = ['Account', 'Contact', 'Incident', 'SystemUser', 'Team', 'BusinessUnit', 'Owner', 'Organization'];

function lintRelationships({ source }: LintContext): Finding[] {
  const own = source.tables.filter(isOwnTable);
  const spellings = new Map(
    [...FIRST_PARTY, ...source.tables.map((table) => table.schemaName)].map((name) => [name.toLowerCase(), name]),
  );
  return source.relationships.flatMap(({ relationship, path }) => {
    const name = attribute(relationship, 'Name') ?? '';
    const referencing = childText(relationship, 'ReferencingEntityName');
    const column = childText(relationship, 'ReferencingAttributeName').toLowerCase();
    const table = own.find((item) => item.logicalName === referencing.toLowerCase());
    const expected = table && systemRelationships(table.logicalName, ownershipOf(table))[column];
    const misspelt = [referencing, childText(relationship, 'ReferencedEntityName')].filter(
      (item) => (spellings.get(item.toLowerCase()) ?? item) !== item,
    );
    return [
      ...misspelt.map((item) => ({
        code: 'relationship-table-spelling',
        file: path,
        message: `Relationship ${name} writes ${item}; the table is spelt ${spellings.get(item.toLowerCase()) ?? item} everywhere.`,
      })),
      ...(expected === undefined || expected === name
        ? []
        : [
            {
              code: 'system-relationship-name',
              file: path,
              message: `The relationship over ${column} of ${referencing} must be called ${expected}, not ${name}.`,
            },
          ]),
    ];
  });
}

function lintViews(table: TableSource): Finding[] {
  return table.views.flatMap(({ view, path }) => {
    const found: Finding[] = [];
    const add: Add = (code, message) => void found.push({ code, file: path, message });
    for (const row of descendants(view, 'row')) {
      if (attribute(row, 'id') !== `${table.logicalName}id`) {
        add(
          'view-row-id',
          `row@id is "${attribute(row, 'id') ?? ''}". It names the primary key, ${table.logicalName}id.`,
        );
      }
    }
    const isQuickFind = childText(view, 'isquickfindquery') === '1';
    const searches = descendants(view, 'filter').some((item) => attribute(item, 'isquickfindfields') === '1');
    if (isQuickFind && !searches) {
      add('view-quick-find', 'A quick find view needs a filter with isquickfindfields="1", else it finds nothing.');
    }
    return found;
  });
}

function lintTable(table: TableSource, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: table.entity.path, message });
  lintPlaceholders(table, add);
  if (isOwnTable(table)) {
    lintLengths(table, add);
    lintLocalOptions(table, context, add);
  }
  return [...found, ...lintViews(table)];
}

/** Files beside a table are packed, and names in them are the platform's. */
export const lintLayout = (context: LintContext): Finding[] => [
  ...context.source.tables.flatMap((table) => lintTable(table, context)),
  ...lintRelationships(context),
];

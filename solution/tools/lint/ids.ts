/**
 * Room solution. Lint rules for ids: those of components are derived from names, no two components share one, and nothing
 * depends on a type code, which differs from one environment to the next.
 */
import { attribute, childText, descendants } from '../xml';
import { allFiles, type Finding, type LintContext } from './context';

/** A name-based UUID in braces. Source: RFC 9562, section 5.5. Microsoft's own forms and views have other versions. */
const DERIVED = /^\{[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\}$/;

interface Component {
  readonly id: string;
  readonly file: string;
}

function componentsOf({ source }: LintContext): Component[] {
  const perTable = source.tables.flatMap(({ forms, views, charts }) => [
    ...forms.map(({ form, path }) => ({ id: childText(form, 'formid'), file: path })),
    ...views.map(({ view, path }) => ({ id: childText(view, 'savedqueryid'), file: path })),
    ...charts.map(({ chart, path }) => ({ id: childText(chart, 'savedqueryvisualizationid'), file: path })),
  ]);
  return [
    ...perTable,
    ...source.roles.map(({ root, path }) => ({ id: attribute(root, 'id') ?? '', file: path })),
    ...source.webResources.map(({ root, path }) => ({ id: childText(root, 'WebResourceId'), file: path })),
    ...source.flows.map(({ id, path }) => ({ id, file: path })),
  ];
}

function lintComponents(components: readonly Component[]): Finding[] {
  return components.flatMap(({ id, file }, index) => {
    const first = components.findIndex((item) => item.id === id);
    const other = first === index ? undefined : components[first]?.file;
    return [
      ...(DERIVED.test(id)
        ? []
        : [
            {
              code: 'component-id-made-up',
              file,
              message: `The id ${id} is not derived from a name. Make one with solution/tools/componentId.ts: ids that change break upgrades, and an id of Microsoft's changes what is theirs.`,
            },
          ]),
      ...(other === undefined || other === file
        ? []
        : [
            {
              code: 'component-id-shared',
              file,
              message: `The id ${id} is that of ${other} too. Give one of them a new id.`,
            },
          ]),
    ];
  });
}

/** Elements that hold type codes. */
const TYPE_CODES = ['ObjectTypeCode', 'UClientActivityCardMap'];

const lintTypeCodes = ({ source }: LintContext): Finding[] =>
  allFiles(source).flatMap(({ path, root }) =>
    TYPE_CODES.filter((name) => descendants(root, name).some((item) => (item.textContent ?? '') !== '')).map(
      (name) => ({
        code: 'type-code',
        file: path,
        message: `${name} holds a type code, which means another table in another environment. Remove it.`,
      }),
    ),
  );

/** Ids survive an upgrade and a change of environment. */
export const lintIds = (context: LintContext): Finding[] => [
  ...lintComponents(componentsOf(context)),
  ...lintTypeCodes(context),
];

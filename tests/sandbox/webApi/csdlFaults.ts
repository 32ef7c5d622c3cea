/**
 * Room tests. What is wrong in a CSDL document, as a strict generator would see it: names that lead nowhere or are taken
 * twice, keys, constraints, partners, bindings and imports. Source: OASIS, "OData Version 4.0 Part 3: Common Schema Definition
 * Language".
 */
import { DOMParser, type Element } from '@xmldom/xmldom';

const ALIAS = /^(?:mscrm|Microsoft\.Dynamics\.CRM)\./;
const PRIMITIVES = new Set(
  'Binary Boolean Date DateTimeOffset Decimal Double Guid Int32 Int64 String'.split(' ').map((name) => `Edm.${name}`),
);

const inner = (type: string): string => /^Collection\((.+)\)$/.exec(type)?.[1] ?? type;
const local = (type: string): string => inner(type).replace(ALIAS, '');

const children = (element: Element, name: string): Element[] =>
  [...element.childNodes].filter((node): node is Element => node.nodeName === name);

const text = (element: Element, name: string): string => element.getAttribute(name) ?? '';

class Schema {
  readonly faults: string[] = [];
  private readonly types: ReadonlyMap<string, Element>;

  constructor(private readonly schema: Element) {
    const declared = ['EntityType', 'ComplexType', 'EnumType'].flatMap((kind) => children(schema, kind));
    this.once(
      'the schema',
      declared.map((type) => text(type, 'Name')),
    );
    this.types = new Map(declared.map((type) => [text(type, 'Name'), type]));
  }

  check(): readonly string[] {
    for (const type of this.types.values()) this.checkType(type);
    for (const operation of this.operations()) this.checkOperation(operation);
    const unbound = this.operations().filter((one) => text(one, 'IsBound') !== 'true');
    this.once(
      'the unbound operations',
      unbound.map((one) => text(one, 'Name')),
    );
    const [container] = children(this.schema, 'EntityContainer');
    if (container) this.checkContainer(container, unbound);
    else this.faults.push('there is no container');
    return this.faults;
  }

  private operations(): Element[] {
    return [...children(this.schema, 'Action'), ...children(this.schema, 'Function')];
  }

  private once(where: string, names: readonly string[]): void {
    for (const name of new Set(names)) {
      if (!/^[A-Za-z_]\w{0,127}$/.test(name)) this.faults.push(`${where}: '${name}' is no name`);
      if (names.filter((other) => other === name).length > 1) this.faults.push(`${where}: ${name} is there twice`);
    }
  }

  /** The type and what it derives from. */
  private lineage(type: Element | undefined): Element[] {
    const line: Element[] = [];
    for (let one = type; one && !line.includes(one); one = this.types.get(local(text(one, 'BaseType')))) line.push(one);
    return line;
  }

  private members(type: Element | undefined, kind: 'Property' | 'NavigationProperty'): Element[] {
    return this.lineage(type).flatMap((one) => children(one, kind));
  }

  private named(type: Element | undefined, kind: 'Property' | 'NavigationProperty', name: string): Element | undefined {
    return this.members(type, kind).find((one) => text(one, 'Name') === name);
  }

  private isA(type: string, wanted: string): boolean {
    return this.lineage(this.types.get(type)).some((one) => text(one, 'Name') === wanted);
  }

  private known(where: string, type: string): void {
    if (!PRIMITIVES.has(inner(type)) && !(ALIAS.test(inner(type)) && this.types.has(local(type))))
      this.faults.push(`${where}: the type ${type} does not exist`);
  }

  private checkType(type: Element): void {
    const name = text(type, 'Name');
    const base = text(type, 'BaseType');
    if (base) this.known(name, base);
    this.once(
      name,
      [...this.members(type, 'Property'), ...this.members(type, 'NavigationProperty')].map((one) => text(one, 'Name')),
    );
    for (const property of children(type, 'Property')) {
      const at = `${name}.${text(property, 'Name')}`;
      this.known(at, text(property, 'Type'));
      if (this.types.get(local(text(property, 'Type')))?.nodeName === 'EntityType' && type.nodeName === 'EntityType')
        this.faults.push(`${at}: rows are reached by navigation`);
    }
    if (type.nodeName !== 'EntityType') return;
    const keys = this.lineage(type).flatMap((one) => children(one, 'Key'));
    if (keys.length !== (text(type, 'Abstract') === 'true' || name === 'expando' ? keys.length : 1))
      this.faults.push(`${name}: has ${keys.length} keys`);
    for (const reference of keys.flatMap((key) => children(key, 'PropertyRef')))
      if (!this.named(type, 'Property', text(reference, 'Name')))
        this.faults.push(`${name}: the key names ${text(reference, 'Name')}`);
    for (const navigation of children(type, 'NavigationProperty')) this.checkNavigation(type, navigation);
  }

  private checkNavigation(type: Element, navigation: Element): void {
    const at = `${text(type, 'Name')}.${text(navigation, 'Name')}`;
    const target = this.types.get(local(text(navigation, 'Type')));
    if (target?.nodeName !== 'EntityType') return void this.faults.push(`${at}: leads to ${text(navigation, 'Type')}`);
    for (const constraint of children(navigation, 'ReferentialConstraint')) {
      if (!this.named(type, 'Property', text(constraint, 'Property')))
        this.faults.push(`${at}: the constraint names ${text(constraint, 'Property')}`);
      if (!this.named(target, 'Property', text(constraint, 'ReferencedProperty')))
        this.faults.push(`${at}: the constraint refers to ${text(constraint, 'ReferencedProperty')}`);
    }
    if (!navigation.hasAttribute('Partner')) return;
    const partner = this.named(target, 'NavigationProperty', text(navigation, 'Partner'));
    if (!partner) this.faults.push(`${at}: there is no partner ${text(navigation, 'Partner')}`);
    else if (!this.isA(text(type, 'Name'), local(text(partner, 'Type'))))
      this.faults.push(`${at}: its partner leads to ${text(partner, 'Type')}`);
  }

  private checkOperation(operation: Element): void {
    const name = text(operation, 'Name');
    const parameters = children(operation, 'Parameter');
    this.once(
      name,
      parameters.map((one) => text(one, 'Name')),
    );
    for (const one of [...parameters, ...children(operation, 'ReturnType')]) this.known(name, text(one, 'Type'));
    const returns = children(operation, 'ReturnType').length;
    if (operation.nodeName === 'Function' ? returns !== 1 : returns > 1)
      this.faults.push(`${name}: has ${returns} return types`);
    const [first] = parameters;
    const binding = first && this.types.get(local(text(first, 'Type')));
    if (text(operation, 'IsBound') === 'true' && binding?.nodeName !== 'EntityType')
      this.faults.push(`${name}: is bound to nothing`);
  }

  private checkContainer(container: Element, unbound: readonly Element[]): void {
    const sets = new Map(children(container, 'EntitySet').map((set) => [text(set, 'Name'), set]));
    const imports = [...children(container, 'ActionImport'), ...children(container, 'FunctionImport')];
    this.once('the container', [
      ...children(container, 'EntitySet').map((one) => text(one, 'Name')),
      ...imports.map((one) => text(one, 'Name')),
    ]);
    for (const [name, set] of sets) {
      const type = this.types.get(local(text(set, 'EntityType')));
      if (type?.nodeName !== 'EntityType') this.faults.push(`${name}: holds ${text(set, 'EntityType')}`);
      const bindings = children(set, 'NavigationPropertyBinding');
      const paths = bindings.map((one) => text(one, 'Path'));
      if (new Set(paths).size < paths.length) this.faults.push(`${name}: a path is bound twice`);
      for (const binding of bindings) this.checkBinding(name, type, binding, sets);
    }
    for (const one of imports) {
      const kind = one.nodeName.replace('Import', '');
      const wanted = local(text(one, kind));
      if (!unbound.some((operation) => operation.nodeName === kind && text(operation, 'Name') === wanted))
        this.faults.push(`${text(one, 'Name')}: imports nothing`);
    }
  }

  private checkBinding(
    name: string,
    type: Element | undefined,
    binding: Element,
    sets: ReadonlyMap<string, Element>,
  ): void {
    const [path = '', cast] = text(binding, 'Path').split('/');
    const navigation = this.named(type, 'NavigationProperty', path);
    const target = sets.get(text(binding, 'Target'));
    if (!navigation || !target) return void this.faults.push(`${name}: binds ${path} to ${text(binding, 'Target')}`);
    const held = local(text(target, 'EntityType'));
    const wanted = cast === undefined ? local(text(navigation, 'Type')) : local(cast);
    if (held !== wanted || !this.isA(held, local(text(navigation, 'Type'))))
      this.faults.push(`${name}: binds ${path} to rows of ${held}`);
  }
}

/** Sentences about every fault; none for a document that a generator can use. */
export function csdlFaults(document: string): readonly string[] {
  const broken: string[] = [];
  const parsed = new DOMParser({ onError: (_level, message) => void broken.push(message) }).parseFromString(
    document,
    'application/xml',
  );
  const [schema] = [...parsed.getElementsByTagName('Schema')];
  if (broken.length > 0 || !schema) return [...broken, ...(schema ? [] : ['there is no schema'])];
  return new Schema(schema).check();
}

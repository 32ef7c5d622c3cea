/** Room sandbox/dataverse, Web API. The enumerations that parameters of built-in functions take, with their members by value. */

/** Source: Microsoft Learn, Web API reference, "TargetFieldType EnumType" and "EndpointAccessType EnumType". */
export const ENUM_TYPES: Readonly<Record<string, readonly string[]>> = {
  TargetFieldType: ['All', 'ValidForCreate', 'ValidForUpdate', 'ValidForRead'],
  EndpointAccessType: ['Default', 'Internet', 'Intranet'],
};

/** The member that a value names, by name or number; `undefined` when there is none. */
export function enumMember(type: string, value: unknown): string | undefined {
  const members = ENUM_TYPES[type] ?? [];
  const index = typeof value === 'number' ? value : members.indexOf(String(value));
  return members[index];
}

/** `Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'` gives the member's name. */
export const enumLiteral = (text: string): string | undefined =>
  /^Microsoft\.Dynamics\.CRM\.\w+'(\w+)'$/.exec(text)?.[1];

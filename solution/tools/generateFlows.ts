/**
 * Room solution. Writes the cloud flows of solution/src/Workflows: the definitions and the rows beside them. They are generated,
 * because the three share all but their first steps, and because the numbering plans in them are a library's data.
 *
 * Command line: `tsx solution/tools/generateFlows.ts [--check]`; with `--check` nothing is written, and a file that is not what
 * would be written ends the program with 1.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { componentId } from './componentId';
import { exitWithError, GeneratedStaleError } from './errors';
import { productFlows, type ProductFlow } from './flows/productFlows';
import { OUR_SOURCE } from './pack';
import { readSource } from './readSource';

/** Id of a flow of ours, in lower case without braces. */
export const flowId = (slug: string): string => componentId(`flow ${slug}`);

/** Name of a flow's definition within `Workflows`. */
export const flowFileName = (slug: string): string => `${slug}-${flowId(slug).toUpperCase()}.json`;

/** Source of the columns: Microsoft Learn, "Workflow (Process) table reference", and exports that Microsoft publishes. */
function rowXml({ slug, name, description }: ProductFlow): string {
  const values = {
    JsonFileName: `/Workflows/${flowFileName(slug)}`,
    Type: 1,
    Subprocess: 0,
    Category: 5,
    Mode: 0,
    Scope: 4,
    OnDemand: 0,
    TriggerOnCreate: 0,
    TriggerOnDelete: 0,
    AsyncAutodelete: 0,
    SyncWorkflowLogOnFailure: 0,
    // Off: connections are missing when the solution arrives.
    StateCode: 0,
    StatusCode: 1,
    RunAs: 1,
    IsTransacted: 1,
    IntroducedVersion: '0.1.0.0',
    IsCustomizable: 1,
    BusinessProcessType: 0,
    IsCustomProcessingStepAllowedForOtherPublishers: 1,
    ModernFlowType: 0,
    PrimaryEntity: 'none',
  };
  const columns = Object.entries(values).map(([column, value]) => `  <${column}>${value}</${column}>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<Workflow WorkflowId="{${flowId(slug)}}" Name="${name.english}" Description="${description.english}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${columns.join('\n')}
  <LocalizedNames>
    <LocalizedName languagecode="1033" description="${name.english}" />
    <LocalizedName languagecode="1057" description="${name.indonesian}" />
  </LocalizedNames>
  <Descriptions>
    <Description languagecode="1033" description="${description.english}" />
    <Description languagecode="1057" description="${description.indonesian}" />
  </Descriptions>
</Workflow>
`;
}

/** The files of `Workflows` by their names. @throws {SourceInvalidError} */
export function generateFlows(): Map<string, string> {
  const flows = productFlows(readSource(OUR_SOURCE));
  return new Map(
    flows.flatMap((flow) => {
      const file = flowFileName(flow.slug);
      return [
        [file, flow.text],
        [`${file}.data.xml`, rowXml(flow)],
      ];
    }),
  );
}

/** Names of files that are not as they would be written. */
export function staleFlowFiles(files: ReadonlyMap<string, string>): string[] {
  const folder = join(OUR_SOURCE.folder, 'Workflows');
  return [...files].flatMap(([name, text]) => {
    const file = join(folder, name);
    return existsSync(file) && readFileSync(file, 'utf8') === text ? [] : [name];
  });
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const files = generateFlows();
  const stale = staleFlowFiles(files);
  if (values.check && stale.length > 0) throw new GeneratedStaleError(stale);
  const folder = join(OUR_SOURCE.folder, 'Workflows');
  if (!values.check) {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  }
  console.log(stale.length === 0 ? 'The flows are up to date.' : `Wrote ${stale.join(', ')}.`);
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    exitWithError(error);
  }
}

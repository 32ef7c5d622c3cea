/**
 * Room tests. The very flows of the packed solution in a whole sandbox, connected and turned on; the people they write to; and the
 * plan that the room outbound makes for the same rows.
 */
import { LANGUAGE, MESSAGE_TEMPLATE, SEND_BATCH, EXCLUSION_PAGE } from '../../../../outbound/dataverse/names';
import { toContactList } from '../../../../outbound/contactList/toContactList';
import { toWire, type WireContact } from '../../../../outbound/contactList/wire';
import { decideRecipients } from '../../../../outbound/recipients/decideRecipients';
import { toLanguageTable } from '../../../../outbound/recipients/languages';
import { toODataOptions, toRecipientQuery } from '../../../../outbound/recipients/recipientQuery';
import { RECIPIENT_SOURCES } from '../../../../outbound/recipients/recipientSources';
import { toCandidates, type SourceRow } from '../../../../outbound/recipients/toCandidates';
import { readExclusionPage, type Exclusion } from '../../../../outbound/sends/exclusionPages';
import type { WebApiRow } from '../../../../outbound/dataverse/webApi';
import { flowId } from '../../../../solution/tools/generateFlows';
import { openSandbox } from '../../../support/sandbox';
import { Flows } from '../host/openFlows';

export const CASE_CREATED = flowId('CaseCreated');
export const CASES_RESOLVED = flowId('CasesResolved');
export const SCHEDULED_SEND = flowId('ScheduledSend');

export interface Person {
  readonly number?: string | null;
  readonly isOut?: boolean;
  readonly name?: string;
}

/** What became of a row: the item that was sent, or the exclusion. */
export type Fate = Omit<Exclusion, 'detail'> | { readonly rowId: string; readonly item: WireContact };

export class ShippedFlows extends Flows {
  configurationId = '';

  /**
   * @param variables more environment variables, by their schema names
   * @param keepsCases leaves the resolved cases of the sample data as they are
   */
  static async open(
    clock: () => Date,
    variables: Readonly<Record<string, string>> = {},
    keepsCases = false,
  ): Promise<ShippedFlows> {
    const flows = new ShippedFlows(await openSandbox(clock));
    const { rows } = flows.sandbox.dataverse;
    // Whoever is there is out of the way: tests write to their own people.
    for (const { id } of keepsCases ? [] : rows.findWhere('incident', { statecode: 1 })) {
      rows.update('incident', id, { statecode: 2, statuscode: 6 });
    }
    const [configuration] = rows.findWhere('msdyn_ocoutboundconfiguration', {});
    flows.configurationId = configuration?.id ?? '';
    const name = String(configuration?.values.msdyn_name);
    flows.setVariables({
      obm_FlowCaseCreatedConfiguration: name,
      obm_FlowCasesResolvedConfiguration: name,
      obm_FlowScheduledConfiguration: name,
      ...variables,
    });
    const [reference] = rows.findWhere('connectionreference', { connectionreferencelogicalname: 'obm_dataverse' });
    rows.update('connectionreference', reference?.id ?? '', { connectionid: 'shared-commondataser-1' });
    return flows;
  }

  /** Whole sends take longer than single runs, on a busy machine too. */
  override async until<T>(read: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
    for (const started = performance.now(); ;) {
      const value = await read();
      if (holds(value)) return value;
      if (performance.now() - started > 60_000) throw new Error('Not so after a minute.');
      await new Promise((next) => setImmediate(next));
    }
  }

  setVariables(variables: Readonly<Record<string, string>>): void {
    const { rows } = this.sandbox.dataverse;
    for (const [schemaName, value] of Object.entries(variables)) {
      const [definition] = rows.findWhere('environmentvariabledefinition', { schemaname: schemaName });
      rows.create('environmentvariablevalue', {
        schemaname: schemaName,
        value,
        environmentvariabledefinitionid: { table: 'environmentvariabledefinition', id: definition?.id ?? '' },
      });
    }
  }

  /** One contact, and one case of theirs. @returns the case's id */
  addCase({ number, isOut = false, name = 'Somebody' }: Person, state: 0 | 1 = 1): string {
    const { rows } = this.sandbox.dataverse;
    const contact = rows.create('contact', {
      firstname: name,
      lastname: 'Tester',
      mobilephone: number,
      donotphone: isOut,
    });
    return rows.create('incident', {
      title: `Case of ${name}`,
      customerid: { table: 'contact', id: contact },
      statecode: state,
      statuscode: state === 1 ? 5 : 1,
    });
  }

  async run(id: string, inputs: Readonly<Record<string, unknown>> = {}) {
    await this.turnOn(id);
    const answer = await this.send('POST', `/flows/api/flows/${id}/runs`, { inputs });
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    await this.sandbox.flows.idle();
    return this.ended(id);
  }

  /** The same, while the clock goes on by so many seconds whenever nothing else happens. */
  async runWhileTimePasses(id: string, seconds = 20) {
    await this.turnOn(id);
    const before = (await this.runs(id)).length;
    await this.send('POST', `/flows/api/flows/${id}/runs`, { inputs: {} });
    return this.endedWhileTimePasses(id, before + 1, seconds);
  }

  async endedWhileTimePasses(id: string, count: number, seconds = 20) {
    const { clock } = this.sandbox;
    const runs = await this.until(
      async () => {
        const found = await this.runs(id);
        if (found.some(({ status }) => status === 'Running')) {
          clock.moveTo(new Date(clock.now().getTime() + seconds * 1000));
        }
        return found;
      },
      (found) => found.length >= count && found.every(({ status }) => status !== 'Running'),
    );
    return runs[0];
  }

  pass(seconds: number): void {
    const { clock } = this.sandbox;
    clock.moveTo(new Date(clock.now().getTime() + seconds * 1000));
  }

  /** Orders a fault of the lab. */
  async order(kind: string, operation: Readonly<Record<string, string>>, more: Readonly<Record<string, unknown>> = {}) {
    const answer = await this.send('POST', '/lab/faults', { kind, operation, ...more });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }

  async all(path: string): Promise<readonly WebApiRow[]> {
    const found: WebApiRow[] = [];
    let next: string | undefined = `${this.sandbox.url}/api/data/v9.2/${path}`;
    while (next !== undefined) {
      const page = (await (await fetch(next)).json()) as { value: WebApiRow[]; '@odata.nextLink'?: string };
      found.push(...page.value);
      next = page['@odata.nextLink'];
    }
    return found;
  }

  async sendOf(): Promise<WebApiRow> {
    const sends = await this.all('obm_sends?$orderby=createdon desc');
    return sends[0] as WebApiRow;
  }

  batches = (): Promise<readonly WebApiRow[]> => this.all('obm_sendbatches?$orderby=obm_index asc');

  /** What the journal says of everybody, by row. */
  async fates(): Promise<Map<string, Fate>> {
    const batches = await this.batches();
    const pages = await this.all('obm_exclusionpages?$orderby=obm_index asc');
    const sent = batches.flatMap((batch): Fate[] => {
      const ids = JSON.parse(String(batch[SEND_BATCH.sourceIds])) as string[];
      const items = JSON.parse(String(batch[SEND_BATCH.contactList])) as WireContact[];
      return ids.map((rowId, at) => ({ rowId, item: items[at] as WireContact }));
    });
    const excluded = pages.flatMap((page) => [...readExclusionPage(String(page[EXCLUSION_PAGE.exclusions]))]);
    return new Map([...sent, ...excluded.map(withoutDetail)].map((fate) => [fate.rowId, fate]));
  }

  /** The same of the plan that outbound makes for rows of a table. */
  async plan(table: 'incident' | 'contact', filter: string): Promise<Map<string, Fate>> {
    const source = RECIPIENT_SOURCES[table];
    const set = `${table}s`;
    const rows = await this.all(
      `${set}?${toODataOptions(toRecipientQuery(source))}&$filter=${filter}&$orderby=createdon asc,${table}id asc`,
    );
    const [configuration] = await this.all(
      `msdyn_ocoutboundconfigurationes?$expand=msdyn_messagetemplate&$filter=msdyn_ocoutboundconfigurationid eq ${this.configurationId}`,
    );
    const { id: templateId } = {
      id: String((configuration?.msdyn_messagetemplate as WebApiRow)[MESSAGE_TEMPLATE.id]),
    };
    const [template] = await this.all(
      `msdyn_ocsystemmessages?$expand=msdyn_defaultlanguage($select=msdyn_localeid)&$filter=msdyn_ocsystemmessageid eq ${templateId}`,
    );
    const localized = await this.all(
      `msdyn_oclocalizationdatas?$expand=msdyn_customerlanguageid($select=msdyn_localeid)&$filter=_msdyn_systemmessageid_value eq ${templateId} and statecode eq 0`,
    );
    const languageRows = await this.all('msdyn_oclanguages');
    const languages = toLanguageTable(
      languageRows.map((row) => ({
        lcid: Number(row[LANGUAGE.lcid]),
        code: String(row[LANGUAGE.localeCode] ?? ''),
        name: String(row[LANGUAGE.name] ?? ''),
      })),
    );
    const lcidOf = (row: unknown): number => Number((row as WebApiRow | null)?.['msdyn_localeid']);
    const decisions = toContactList(
      decideRecipients(toCandidates(source, rows as readonly SourceRow[], { languages }), { defaultCountry: 'ID' }),
      {
        channelType: 'SMS',
        outboundConfigurationId: this.configurationId,
        showInTimeline: configuration?.msdyn_showinactivities === true,
        template: {
          defaultText: String(template?.msdyn_messagetext),
          defaultLcid: lcidOf(template?.msdyn_defaultlanguage),
          localizedTexts: new Map(
            localized.map((row) => [
              Number(row.msdyn_languagecode) || lcidOf(row.msdyn_customerlanguageid),
              String(row.msdyn_localizedtext),
            ]),
          ),
        },
        languages,
      },
    );
    return new Map(
      decisions.map((decision): [string, Fate] => {
        const rowId = decision.candidate.sourceId;
        if (decision.kind === 'eligible') return [rowId, { rowId, item: toWire(decision.item, this.configurationId) }];
        const { reason, representedBy, optedOutRow } = decision;
        return [rowId, withoutDetail({ rowId, reason, representedBy, optedOutRow })];
      }),
    );
  }
}

/** A flow knows one detail only, so plans are compared without them. */
function withoutDetail({ rowId, reason, representedBy, optedOutRow }: Exclusion): Fate {
  return {
    rowId,
    reason,
    ...(representedBy !== undefined && { representedBy }),
    ...(optedOutRow !== undefined && { optedOutRow }),
  };
}

/** The send action, for a fault. */
export const SEND_ACTION = { message: 'msdyn_InvokeOutboundAPI' } as const;

/** Numbers that got a message, as the service has them. */
export async function received(flows: ShippedFlows): Promise<string[]> {
  const messages = await flows.all('msdyn_ocoutboundmessages?$select=msdyn_ocreceiverchannelid');
  return messages.map((message) => String(message.msdyn_ocreceiverchannelid));
}

/** Sums of a send, in its own words. */
export const sumsOf = (send: WebApiRow) => ({
  audience: send.obm_audiencecount,
  excluded: send.obm_excludedcount,
  accepted: send.obm_acceptedcount,
  refused: send.obm_refusedcount,
  unknown: send.obm_unknowncount,
  waiting: send.obm_waitingcount,
});

/** An Indonesian mobile number, another for each index. */
export const numberOf = (index: number): string => `+62812${10_000_000 + index}`;

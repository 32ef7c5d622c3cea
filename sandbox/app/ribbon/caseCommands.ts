/**
 * Room sandbox/app. The two commands that the platform itself puts on cases: Resolve Case, which asks how the case was
 * resolved, and Reactivate Case. Source: Microsoft Learn, "Resolve a case" and "CloseIncident Action".
 */
import * as React from 'react';
import type { EntityReference } from '../contracts';
import { messageOf } from '../host/errors';
import type { ShellServices } from '../host/services';
import { sendRequest } from '../host/webApiClient';
import { hostText } from '../shell/strings';
import { newestAnswers } from '../../newestAnswers';
import type { StandardCommand } from './RibbonBar';

const CASE_TABLE = 'incident';

/** Source: Microsoft Learn, table reference "Case (Incident)", statecode and statuscode. */
const ACTIVE = { statecode: 0, statuscode: 1 };
const RESOLVED = 1;
const OPEN_STATE = 0;

/** What the user says about how a case was resolved. */
export interface CaseResolution {
  /** Status reason of the resolved state. */
  readonly status: number;
  readonly subject: string;
  readonly remarks: string;
}

/** Calls CloseIncident for one case. @throws {WebApiError} */
export async function resolveCase(id: string, { status, subject, remarks }: CaseResolution): Promise<void> {
  const body = {
    IncidentResolution: {
      '@odata.type': 'Microsoft.Dynamics.CRM.incidentresolution',
      subject,
      ...(remarks === '' ? {} : { description: remarks }),
      'incidentid@odata.bind': `/incidents(${id})`,
    },
    Status: status,
  };
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  await sendRequest('CloseIncident', { method: 'POST', body: JSON.stringify(body), headers });
}

/** Status reasons that a case may be resolved with, in their order. */
export async function resolvedStatuses(services: ShellServices): Promise<{ value: number; text: string }[]> {
  const { table } = await services.tableInfo(CASE_TABLE);
  const options = table.columns.find(({ logicalName }) => logicalName === 'statuscode')?.options ?? [];
  return options
    .filter(({ state }) => state === RESOLVED)
    .map(({ value, label }) => ({ value, text: services.label(label) || String(value) }));
}

export interface CaseCommandsOptions {
  readonly services: ShellServices;
  /** The cases that are shown or selected. */
  readonly cases: readonly EntityReference[];
  /** State of all of them; undefined while it is not known, or when they differ. */
  readonly state: number | undefined;
  /** Before the question: saves what was typed; false stops the command. */
  prepare?(): Promise<boolean>;
  /** After the change. */
  done(): Promise<void> | void;
}

/** A second press while the first one is still saving the form would ask a second time. */
let isResolving = false;

/** The commands that fit the cases: one open case can be resolved, closed ones reactivated. */
export function caseCommands({ services, cases, state, prepare, done }: CaseCommandsOptions): StandardCommand[] {
  const lcid = services.user.languageId;
  const [only] = cases;
  if (!only || state === undefined) return [];
  const attempt = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => services.error({ message: messageOf(error) }));
  };
  if (state !== OPEN_STATE) {
    const reactivate = async (): Promise<void> => {
      const text = hostText(lcid, 'confirmReactivate', cases.length);
      if (!(await services.confirm(text, hostText(lcid, 'reactivateCase')))) return;
      try {
        for (const { id } of cases) await services.api.update(CASE_TABLE, id, ACTIVE);
      } finally {
        await done();
      }
    };
    return [
      {
        key: 'reactivateCase',
        text: hostText(lcid, 'reactivateCase'),
        icon: 'Refresh',
        run: () => attempt(reactivate),
      },
    ];
  }
  if (cases.length > 1) return [];
  const resolve = async (): Promise<void> => {
    if (prepare && !(await prepare())) return;
    const isResolved = await services.overlays.open({
      kind: 'resolveCase',
      id: only.id,
      statuses: await resolvedStatuses(services),
    });
    if (isResolved) await done();
  };
  const resolveOnce = async (): Promise<void> => {
    if (isResolving) return;
    isResolving = true;
    await resolve().finally(() => (isResolving = false));
  };
  return [
    { key: 'resolveCase', text: hostText(lcid, 'resolveCase'), icon: 'Completed', run: () => attempt(resolveOnce) },
  ];
}

export const isCaseTable = (table: string): boolean => table === CASE_TABLE;

/** The state that all selected cases share, read anew whenever the selection or the rows change; that of cases selected before is none. */
export function useCaseState(
  services: ShellServices,
  table: string,
  selected: readonly EntityReference[],
): number | undefined {
  const [found, setFound] = React.useState<{ readonly key: string; readonly state: number | undefined }>();
  const ask = React.useRef(newestAnswers()).current;
  const ids = isCaseTable(table) ? selected.map(({ id }) => id) : [];
  const key = ids.join(',');
  React.useEffect(() => {
    let isOvertaken = false;
    const read = async (): Promise<number | undefined> => {
      if (ids.length === 0) return undefined;
      const filter = `Microsoft.Dynamics.CRM.In(PropertyName='incidentid',PropertyValues=[${ids.map((id) => `'${id}'`).join(',')}])`;
      const { entities } = await services.api.retrieveMultiple(CASE_TABLE, `?$select=statecode&$filter=${filter}`);
      const states = new Set(entities.map((row) => row.statecode));
      const [only] = states;
      return states.size === 1 && typeof only === 'number' ? only : undefined;
    };
    const show = (state: number | undefined): void => {
      if (!isOvertaken) setFound({ key, state });
    };
    const refresh = (): void =>
      void ask(key, async () => ({ state: await read() })).then(
        (answer) => answer && show(answer.state),
        () => show(undefined),
      );
    refresh();
    const stop = services.onRowsChanged((changed) => changed === table && refresh());
    return () => {
      isOvertaken = true;
      stop();
    };
  }, [services, table, key]);
  return found?.key === key ? found.state : undefined;
}

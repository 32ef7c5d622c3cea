/**
 * Room webresources/gateways. The browser's own services, bound once for the scripts that run in it; tests bring their
 * own instead.
 */
import type { WebApiHttp } from '../../outbound/dataverse/webApi';
import { createRowClient, type RowClient } from './dataverseClient';
import { createWebApiHttp } from './webApiHttp';
import { clientUrl, hostXrm } from './xrmHost';

/** Metadata and journal rows answer in well under a second; a minute means that something is wrong. */
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * The platform ends a synchronous request after two minutes (Microsoft Learn, "Service protection API limits" and
 * plug-in limits); waiting a little longer lets its own answer arrive.
 */
export const INVOKE_TIMEOUT_MS = 130_000;

export const startTimer = (callBack: () => void, ms: number): (() => void) => {
  const timer = setTimeout(callBack, ms);
  return () => clearTimeout(timer);
};

export const browserRowClient = (): RowClient => createRowClient(hostXrm().WebApi);

export const browserHttp = (timeoutMs = REQUEST_TIMEOUT_MS): WebApiHttp =>
  createWebApiHttp({
    clientUrl: clientUrl(),
    fetch: (input, init) => fetch(input, init),
    timeoutMs,
    startTimer,
    now: () => new Date(),
  });

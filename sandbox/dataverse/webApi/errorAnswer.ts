/** Room sandbox/dataverse, Web API. What was thrown, as the error body clients know. Never a stack trace. */
import type { DataverseFault } from '../contracts';
import { queryTooComplex } from '../errors';
import type { ApiResponse } from './exchange';
import { json } from './exchange';
import { parsePrefer, wantsAnnotation } from './prefer';

/** Source: Microsoft Learn, "Compose HTTP requests and handle errors", additional details about an error. */
const DETAIL_ANNOTATIONS = {
  '@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus': '0',
  '@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode': '2147746581',
  '@Microsoft.PowerApps.CDS.HelpLink': 'http://go.microsoft.com/fwlink/?LinkID=398563',
} as const;

export function isFault(error: unknown): error is DataverseFault {
  const fault = error as Partial<DataverseFault> | null | undefined;
  return typeof fault?.status === 'number' && typeof fault.code === 'string' && typeof fault.message === 'string';
}

/** What JavaScript throws when something is nested deeper than its stack: a request's fault, not the server's. */
export const isTooDeep = (error: unknown): boolean =>
  error instanceof RangeError && error.message.includes('call stack');

const UNEXPECTED: DataverseFault = { status: 500, code: '0x80040216', message: 'An unexpected error occurred.' };

export function toErrorAnswer(error: unknown, prefer?: string): ApiResponse {
  const fault = isFault(error) ? error : isTooDeep(error) ? queryTooComplex() : UNEXPECTED;
  const preferences = parsePrefer(prefer);
  const details = wantsAnnotation(preferences, 'Microsoft.PowerApps.CDS.HelpLink')
    ? { ...DETAIL_ANNOTATIONS, '@Microsoft.PowerApps.CDS.InnerError.Message': fault.message }
    : {};
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  return json(fault.status, { error: { code: fault.code, message: fault.message, ...details } }, headers);
}

/**
 * Room sandbox/omnichannel. The faults the simulated service answers with. The platform publishes neither codes nor texts
 * for its action, so the codes are Dataverse's general ones and the texts are ours (inferred).
 */
import { DataverseError } from '../dataverse/errors';

/** "Number of requests exceeded"; the outbound limit has no published code of its own, so this one is inferred. */
const TOO_MANY_REQUESTS = '0x80072322';
const INVALID_ARGUMENT = '0x80040203';
const UNEXPECTED = '0x80040216';

/** The caller sent something that cannot be carried out: 400. */
export const invalidArgument = (message: string): DataverseError => new DataverseError(400, INVALID_ARGUMENT, message);

/** Too many requests: 429 with the seconds to wait. */
export const tooManyRequests = (message: string, retryAfterSeconds: number): DataverseError =>
  new DataverseError(429, TOO_MANY_REQUESTS, message, retryAfterSeconds);

/** The service failed: 500. */
export const unexpected = (message: string): DataverseError => new DataverseError(500, UNEXPECTED, message);

/** Room sandbox/dataverse, pipeline. The error of an operation that a synchronous step has stopped. */
import { DataverseError } from '../../errors';

/** IsvAborted. Source: Microsoft Learn, "Web service error codes". */
export const PLUGIN_FAILED = '0x80040265';

/**
 * The platform tells the person of an invalid plug-in execution; what the webhook says beside its status is not looked at. Wording inferred.
 * @param failure a sentence
 */
export const pluginFailed = (step: string, failure: string): DataverseError =>
  new DataverseError(
    400,
    PLUGIN_FAILED,
    `Invalid Plugin Execution. The step '${step}' stopped the operation: ${failure}`,
  );

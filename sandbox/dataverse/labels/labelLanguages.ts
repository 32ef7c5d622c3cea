/** Room sandbox/dataverse, labels. The languages that labels of the sandbox have, as LCIDs: English and Indonesian. */
export const LABEL_LANGUAGES: readonly number[] = [1033, 1057];

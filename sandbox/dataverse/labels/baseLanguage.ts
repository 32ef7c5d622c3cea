/** Room sandbox/dataverse, labels. LCID of the organisation's base language, in which rows keep their texts: English. */
export const BASE_LANGUAGE = 1033;

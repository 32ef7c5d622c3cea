/**
 * Room tests. Imported by tests of a whole server, or by what opens one for them: on a busy machine a start, an import or a row of
 * requests takes longer than jest's five seconds. What never ends is still told, a minute later.
 */
jest.setTimeout(60_000);

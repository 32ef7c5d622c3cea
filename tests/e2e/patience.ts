/** Room tests. A browser journey takes longer than jest's five seconds. */
jest.setTimeout(120_000);

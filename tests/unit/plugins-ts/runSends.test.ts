/** Room tests. What the runner's command line takes from its environment. */
import { readEnvironment } from '../../../plugins-ts/runSends';

describe('the environment of a runner', () => {
  it('names the organisation, a token and how to run', () => {
    const read = readEnvironment({
      DATAVERSE_URL: 'https://contoso.crm.dynamics.com/main.aspx',
      DATAVERSE_TOKEN: 'secret',
      RUNNER_CONCURRENCY: '8',
      RUNNER_LEASE_MS: '600000',
    });
    expect(read).toEqual({
      baseUrl: 'https://contoso.crm.dynamics.com',
      token: 'secret',
      options: { concurrency: 8, leaseMs: 600_000 },
    });
  });

  it.each(['http://localhost:8181', 'http://127.0.0.1:8181', 'http://[::1]:8181'])(
    'takes %s, on this machine, without a token',
    (address) => {
      expect(readEnvironment({ DATAVERSE_URL: address })).toEqual({ baseUrl: address, options: {} });
    },
  );

  it.each([
    ['no address', {}],
    ['an address that is none', { DATAVERSE_URL: 'contoso' }],
    ['an address that would show the token', { DATAVERSE_URL: 'http://contoso.crm.dynamics.com' }],
    ['no requests at a time', { DATAVERSE_URL: 'https://contoso.test', RUNNER_CONCURRENCY: '0' }],
    ['a lease that is no number', { DATAVERSE_URL: 'https://contoso.test', RUNNER_LEASE_MS: '10s' }],
  ])('is refused with %s', (_what, environment) => {
    let code: unknown;
    try {
      readEnvironment(environment);
    } catch (error) {
      code = (error as { code?: unknown }).code;
    }
    expect(code).toBe('runner-environment');
  });
});

/** Room tests. The limits of the service protection over HTTP. */
import { DOCUMENTED_LIMITS } from '../../../sandbox/dataverse/webApi';
import { openLabSandbox, type LabSandbox } from './openLabSandbox';

let lab: LabSandbox;
beforeEach(async () => {
  lab = await openLabSandbox();
});
afterEach(() => lab.sandbox.close());

describe('the limits of the lab', () => {
  it('are the documented ones unless they are set, can be lower, and can be lifted', async () => {
    const documented = DOCUMENTED_LIMITS;
    expect((await lab.send('GET', '/lab/limits')).body).toEqual({ limits: documented, documented });
    await lab.send('PUT', '/lab/limits', { requests: 1 });
    expect((await lab.api('GET', 'WhoAmI')).status).toBe(200);
    expect((await lab.api('GET', 'WhoAmI')).status).toBe(429);
    expect((await lab.send('DELETE', '/lab/limits')).body).toEqual({ limits: null, documented });
    expect((await lab.api('GET', 'WhoAmI')).status).toBe(200);
    expect((await lab.send('PUT', '/lab/limits', {})).body).toEqual({ limits: documented, documented });
  });

  it('refuse what is no limit', async () => {
    expect(await lab.refusal('PUT', '/lab/limits', { requests: 0 })).toEqual([400, 'limit-invalid']);
    expect(await lab.refusal('PUT', '/lab/limits', { nothing: 1 })).toEqual([400, 'limit-unknown']);
  });
});

import { describeWebApiContract } from './describeWebApiContract';
import { notTestedLive } from './notLive';

/** `DATAVERSE_URL=https://<organisation> DATAVERSE_TOKEN=<bearer token>` runs the same contract there. */
const { DATAVERSE_URL: url, DATAVERSE_TOKEN: token } = process.env;

if (url && token) {
  afterAll(() => void process.stdout.write(notTestedLive()));
  describeWebApiContract(url, async () => ({
    serviceRoot: `${url.replace(/\/$/, '')}/api/data/v9.2/`,
    token,
    close: async () => undefined,
  }));
} else {
  describe('Web API of a live organisation', () => {
    it.skip('runs when DATAVERSE_URL and DATAVERSE_TOKEN are set', () => undefined);
  });
}

import { describeWebApiContract } from './describeWebApiContract';

/** `DATAVERSE_URL=https://<organisation> DATAVERSE_TOKEN=<bearer token>` runs the same contract there. */
const { DATAVERSE_URL: url, DATAVERSE_TOKEN: token } = process.env;

if (url && token) {
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

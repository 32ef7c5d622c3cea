import { expireClaims, settleSend } from '../../../../outbound/sends/settleSend';
import { journalOf, START } from '../../../builders/dispatchRun';
import { SEND_ID } from '../../../builders/memoryJournal';

const clock = () => new Date(START);

describe('settleSend', () => {
  it('writes the sums and the state they lead to', async () => {
    const journal = journalOf(4, 1, 2);
    journal.change(0, { state: 'accepted' });
    journal.change(1, { state: 'refused' });
    journal.change(2, { state: 'unknown' });
    journal.change(3, { state: 'accepted' });
    const result = await settleSend(journal, SEND_ID, clock);
    expect(result).toMatchObject({ kind: 'settled', counts: { audience: 6, missing: 0 } });
    expect(journal.row()).toMatchObject({
      state: 'needsAttention',
      counts: { accepted: 2, refused: 1, unknown: 1, waiting: 0 },
      finishedOn: new Date(START),
    });
  });

  it.each(['paused', 'canceled', 'scheduled', 'windowMissed'] as const)('leaves a %s send so', async (state) => {
    const journal = journalOf(2, 1);
    journal.changeRow({ state });
    await settleSend(journal, SEND_ID, clock);
    expect(journal.row()).toMatchObject({ state, counts: { waiting: 2 } });
  });

  it('does not take a send that is still being written for one that lost its batches', async () => {
    const journal = journalOf(2, 1);
    journal.changeRow({ state: 'waiting' });
    journal.delete(1);
    await settleSend(journal, SEND_ID, clock);
    expect(journal.row().state).toBe('waiting');
  });

  it('counts again when somebody changed the send between reading and writing', async () => {
    const journal = journalOf(1);
    const read = journal.readBatches.bind(journal);
    jest.spyOn(journal, 'readBatches').mockImplementationOnce(async () => {
      const old = await read();
      // Another runner writes the last outcome down and adds up.
      journal.change(0, { state: 'accepted' });
      journal.changeRow({ state: 'finished', counts: { accepted: 1, refused: 0, unknown: 0, waiting: 0 } });
      return old;
    });
    await settleSend(journal, SEND_ID, clock);
    expect(journal.row()).toMatchObject({ state: 'finished', counts: { accepted: 1, waiting: 0 } });
  });

  it('reads again when what it was given is no longer so', async () => {
    const journal = journalOf(1);
    const seen = { send: journal.row(), batches: await journal.readBatches() };
    journal.change(0, { state: 'accepted' });
    journal.changeRow({ forecastFinish: new Date(START + 1) });
    const result = await settleSend(journal, SEND_ID, clock, seen);
    expect(result).toMatchObject({ kind: 'settled', send: { state: 'finished' }, counts: { accepted: 1 } });
    expect(journal.row().forecastFinish).toBeFalsy();
  });

  it('does not move the end of a send that is over already', async () => {
    const journal = journalOf(1);
    journal.change(0, { state: 'refused' });
    journal.changeRow({ state: 'needsAttention', finishedOn: new Date(START - 1) });
    await settleSend(journal, SEND_ID, clock);
    expect(journal.row()).toMatchObject({ state: 'needsAttention', finishedOn: new Date(START - 1) });
  });

  it('says so when the send is gone or never holds still', async () => {
    const journal = journalOf(1);
    jest.spyOn(journal, 'changeSend').mockResolvedValue(undefined);
    await expect(settleSend(journal, SEND_ID, clock)).resolves.toEqual({ kind: 'changed-meanwhile' });
    journal.deleteSend();
    await expect(settleSend(journal, SEND_ID, clock)).resolves.toEqual({ kind: 'gone' });
  });
});

describe('expireClaims', () => {
  it('moves claims whose time is over, or that never had one, and nothing else', async () => {
    const journal = journalOf(5, 1);
    const postedOn = new Date(START - 2);
    journal.change(0, { state: 'claimed', leaseExpiresOn: new Date(START - 1), postedOn });
    journal.change(1, { state: 'claimed', leaseExpiresOn: new Date(START) });
    journal.change(2, { state: 'claimed' });
    journal.change(3, { state: 'accepted', leaseExpiresOn: new Date(START - 1) });
    journal.change(4, { state: 'claimed', claimedBy: 'gone', leaseExpiresOn: new Date(START - 1) });
    const moved = await expireClaims(journal, await journal.readBatches(), clock());
    expect(moved.map(({ index }) => index)).toEqual([0, 2, 4]);
    expect(journal.states()).toEqual(['unknown', 'claimed', 'unknown', 'accepted', 'waiting']);
    expect(journal.all()[4]).toMatchObject({ claimedBy: undefined, leaseExpiresOn: undefined });
  });

  it('leaves a batch that was answered meanwhile', async () => {
    const journal = journalOf(1);
    journal.change(0, { state: 'claimed', leaseExpiresOn: new Date(START - 1) });
    const seen = await journal.readBatches();
    journal.change(0, { state: 'accepted' });
    await expect(expireClaims(journal, seen, clock())).resolves.toEqual([]);
    expect(journal.states()).toEqual(['accepted']);
  });

  it('leaves a batch whose request arrived meanwhile, and takes it for unknown the next time', async () => {
    const journal = journalOf(1);
    journal.change(0, { state: 'claimed', leaseExpiresOn: new Date(START - 1) });
    const seen = await journal.readBatches();
    journal.change(0, { postedOn: new Date(START) });
    await expect(expireClaims(journal, seen, clock())).resolves.toEqual([]);
    await expireClaims(journal, await journal.readBatches(), clock());
    expect(journal.states()).toEqual(['unknown']);
  });
});

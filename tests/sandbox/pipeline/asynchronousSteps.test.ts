/** Room tests. Asynchronous webhooks: system jobs, what they are told, and what their failure leaves behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byKey, contextOf } from './receiver';
import { addEndpoint, addImage, addStep, openWorld, useHookWorld } from './world';

const SYSTEM_EVENT = { operationtype: 1 };

describe('an asynchronous webhook', () => {
  const world = useHookWorld();
  const jobs = () => world.dataverse.rows.findWhere('asyncoperation', SYSTEM_EVENT).map(({ values }) => values);

  it('is called once the write is kept, and never when it is not', async () => {
    addStep(world.dataverse, world.endpoint, { isAsynchronous: true });
    expect(() =>
      world.dataverse.rows.transaction(() => {
        world.rename('Nobody');
        throw new Error('undo');
      }),
    ).toThrow('undo');
    world.rename();
    await world.dataverse.pipeline.jobs.idle();
    const requests = await world.receiver.requests(1);
    expect(requests).toHaveLength(1);
    expect(byKey(byKey(contextOf(requests[0])['InputParameters'])['Target']?.['Attributes'])['firstname']).toBe('Ayu');
  });

  it('leaves a job that has succeeded, told apart by its step', async () => {
    const step = addStep(world.dataverse, world.endpoint, { isAsynchronous: true });
    world.rename();
    expect(jobs()).toMatchObject([{ statecode: 0, statuscode: 0, messagename: 'Update' }]);
    await world.dataverse.pipeline.jobs.idle();
    expect(jobs()).toMatchObject([
      {
        name: 'Acme: Update of contact',
        statecode: 3,
        statuscode: 30,
        owningextensionid: { table: 'sdkmessageprocessingstep', id: step },
        primaryentitytype: 'contact',
        retrycount: 0,
        errorcode: 0,
        data: null,
      },
    ]);
  });

  it.each([
    [[500], 1, 0],
    [[429, 200], 1, 0],
    [[503, 200], 2, undefined],
    [[503, 502, 200], 2, 1],
  ] as const)('answered with %j is called %s times, and its job tells of it', async (statuses, calls, retries) => {
    addStep(world.dataverse, world.endpoint, { isAsynchronous: true });
    world.receiver.answerWith(...statuses);
    world.rename();
    await world.dataverse.pipeline.jobs.idle();
    await world.receiver.requests(calls);
    expect(await world.receiver.count()).toBe(calls);
    const failed = { statuscode: 31, statecode: 3, errorcode: -2147220891, retrycount: retries };
    expect(jobs()).toMatchObject([retries === undefined ? { statuscode: 30, retrycount: 1 } : failed]);
    expect(world.dataverse.rows.find('contact', world.contact)?.values.firstname).toBe('Ayu');
  });

  it('leaves no job that has succeeded when the step says so, but one that has failed', async () => {
    addStep(world.dataverse, world.endpoint, { isAsynchronous: true, more: { asyncautodelete: true } });
    world.rename();
    await world.dataverse.pipeline.jobs.idle();
    expect(jobs()).toEqual([]);
    world.receiver.answerWith(400);
    world.rename('Wati');
    await world.dataverse.pipeline.jobs.idle();
    expect(jobs()).toMatchObject([{ statuscode: 31, message: 'The webhook answered with HTTP status 400.' }]);
  });

  it('is told the primary name beside its images, and the id of its job', async () => {
    const step = addStep(world.dataverse, world.endpoint, { isAsynchronous: true });
    addImage(world.dataverse, step, 1, 'After', 'firstname');
    world.rename();
    await world.dataverse.pipeline.jobs.idle();
    const context = contextOf((await world.receiver.requests(1))[0]);
    const [job] = world.dataverse.rows.findWhere('asyncoperation', SYSTEM_EVENT);
    expect(context).toMatchObject({ Mode: 1, Stage: 40, IsInTransaction: false, OperationId: job?.id });
    const images = byKey(context['PostEntityImages']);
    expect(byKey(images['AsynchronousStepPrimaryName']?.['Attributes'])).toEqual({
      fullname: 'Ayu Dewi',
      contactid: world.contact,
    });
    expect(byKey(images['After']?.['Attributes'])).toEqual({ firstname: 'Ayu', contactid: world.contact });
  });

  it('is told of a deleted row by the primary name it had', async () => {
    addStep(world.dataverse, world.endpoint, { isAsynchronous: true, message: 'Delete' });
    world.dataverse.rows.delete('contact', world.contact);
    await world.dataverse.pipeline.jobs.idle();
    const images = byKey(contextOf((await world.receiver.requests(1))[0])['PreEntityImages']);
    expect(byKey(images['AsynchronousStepPrimaryName']?.['Attributes'])['fullname']).toBe('Sari Dewi');
  });

  it.each([
    [100_000, undefined],
    [140_000, 'true'],
  ])('is told a note of %s characters whole or without what is large (%s)', async (length, exceeded) => {
    const step = addStep(world.dataverse, world.endpoint, {
      isAsynchronous: true,
      message: 'Create',
      table: 'annotation',
    });
    const note = world.dataverse.rows.create('annotation', {
      subject: 'Note',
      notetext: 'x'.repeat(length / 2),
      documentbody: 'AAAA'.repeat(length / 8),
    });
    await world.dataverse.pipeline.jobs.idle();
    const [request] = await world.receiver.requests(1);
    expect(request?.headers['x-ms-dynamics-msg-size-exceeded']).toBe(exceeded);
    const context = contextOf(request);
    expect(context).toMatchObject({ PrimaryEntityId: note, OwningExtension: { Id: step } });
    for (const name of ['ParentContext', 'InputParameters', 'PreEntityImages', 'PostEntityImages']) {
      expect([name, name in context]).toEqual([name, exceeded === undefined]);
    }
    expect(Buffer.byteLength(request?.body ?? '') <= 256 * 1024).toBe(true);
  });

  it('is called by the next start of the sandbox when this one ends first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
    const file = join(folder, 'dataverse.db');
    const first = openWorld({ file });
    addStep(first, addEndpoint(first, world.receiver.url), { isAsynchronous: true, message: 'Create' });
    const id = first.rows.create('contact', { lastname: 'Left behind' });
    first.close();
    const second = openWorld({ file });
    await second.pipeline.jobs.idle();
    expect(contextOf((await world.receiver.requests(1))[0])['PrimaryEntityId']).toBe(id);
    expect(second.rows.findWhere('asyncoperation', SYSTEM_EVENT)).toMatchObject([{ values: { statuscode: 30 } }]);
    second.close();
    rmSync(folder, { recursive: true });
  });
});

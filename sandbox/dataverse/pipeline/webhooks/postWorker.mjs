/**
 * Room sandbox/dataverse, pipeline. A thread of its own that posts to webhooks, so that the one with the database can wait for an
 * answer within a transaction. Plain JavaScript, because threads are started from files. Answers each message on the port that comes with it:
 * `{ status }`, or `{ silence: 'timeout' | 'connection' }` when no answer came.
 */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ post, timeoutMs, port, signal }) => {
  let isTold = false;
  const tell = (outcome) => {
    if (isTold) return;
    isTold = true;
    clearTimeout(timer);
    port.postMessage(outcome);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  const open = post.url.startsWith('https:') ? httpsRequest : httpRequest;
  const outgoing = open(post.url, {
    method: 'POST',
    headers: { ...post.headers, 'content-length': Buffer.byteLength(post.body) },
    agent: false,
  });
  const timer = setTimeout(() => {
    tell({ silence: 'timeout' });
    outgoing.destroy();
  }, timeoutMs);
  outgoing.once('response', (answer) => {
    // Only the status counts.
    answer.resume();
    answer.on('error', () => undefined);
    tell({ status: answer.statusCode });
  });
  outgoing.on('error', () => tell({ silence: 'connection' }));
  outgoing.end(post.body);
});

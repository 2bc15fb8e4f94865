// SPDX-License-Identifier: Apache-2.0
import { Demo, millis, pause } from './demo.js';

const SHORT_PAUSE = 1000;
const LONG_WAIT_SECONDS = 30;

const demo = new Demo('jobs');
const job = demo.column('job');
const short = demo.column('short');
const long = demo.column('long');
const events = demo.column('events');

const isOver = (state) => ['done', 'failed', 'cancelled'].includes(state);

function tell(column, began) {
  const requests = column.requests === 1 ? '1 request' : `${column.requests} requests`;
  column.say(`Knows the end after ${millis(performance.now() - began)}, by ${requests}.`);
}

async function pollShort(path, began, signal) {
  let etag = '';
  for (;;) {
    const answer = await short.fetch(path, { headers: { 'If-None-Match': etag }, signal });
    if (!(await short.isFine(answer))) return;
    etag = answer.headers.get('ETag') ?? '';
    if (answer.status !== 304 && isOver((await answer.json()).state)) break;
    await pause(SHORT_PAUSE, signal);
  }
  tell(short, began);
}

async function pollLong(path, began, signal) {
  for (;;) {
    const answer = await long.fetch(`${path}?wait=${LONG_WAIT_SECONDS}`, { signal });
    if (!(await long.isFine(answer))) return;
    if (isOver((await answer.json()).state)) break;
  }
  tell(long, began);
}

function listen(path, began, signal) {
  return new Promise((resolve) => {
    events.requests++;
    events.line(`EventSource ${path}/events`);
    const source = new EventSource(`${path}/events`);
    const end = () => {
      source.close();
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    source.addEventListener('progress', (event) => {
      events.line(`progress ${JSON.parse(event.data).progress * 100} %`);
    });
    source.addEventListener('done', () => {
      events.line('done');
      tell(events, began);
      end();
    });
  });
}

demo.onSubmit(async (signal) => {
  [job, short, long, events].forEach((column) => column.clear());
  const began = performance.now();
  const accepted = await job.fetch(`/jobs?sleep=${demo.value('seconds') * 1000}`, { method: 'POST', signal });
  if (!(await job.isFine(accepted))) return;
  const path = accepted.headers.get('Location');
  job.say(`Accepted after ${millis(performance.now() - began)}, as ${path}.`);
  await Promise.all([
    pollShort(path, began, signal), pollLong(path, began, signal), listen(path, began, signal),
  ]);
});

// SPDX-License-Identifier: Apache-2.0
import { Demo, millis } from './demo.js';

const TOPIC = '/topics/demo';
const WAIT_SECONDS = 30;

const demo = new Demo('topics');
const publisher = demo.column('publisher');
const poll = demo.column('poll');
const stream = demo.column('stream');
const socket = demo.column('socket');
const leave = demo.form.querySelector('.stop');

/** When each message of this page left, by what only this page knows. */
const sent = new Map();
let readers = null;

function got(column, data) {
  const now = performance.now();
  const [key, text] = data.split(/ (.*)/s);
  const began = sent.get(key);
  if (began === undefined) {
    column.say('A message of another page.');
  } else {
    column.say(`${millis(now - began)} after it was published.`);
  }
  column.line(`◀ ${text ?? data}`);
}

async function readByPolls(signal) {
  const known = await poll.fetch(TOPIC, { signal });
  if (!(await poll.isFine(known))) return;
  let from = (await known.json()).next;
  poll.ready();
  for (;;) {
    const answer = await poll.fetch(`${TOPIC}?from=${from}&wait=${WAIT_SECONDS}`, { signal });
    if (answer.status === 204) continue;
    if (!(await poll.isFine(answer))) return;
    const page = await answer.json();
    page.messages.forEach((message) => got(poll, message.data ?? ''));
    from = page.next;
  }
}

function readByEvents(signal) {
  stream.line(`EventSource ${TOPIC}/events`);
  const source = new EventSource(`${TOPIC}/events`);
  source.onmessage = (event) => got(stream, event.data);
  source.onerror = () => stream.line('the connection broke; the browser connects again');
  signal.addEventListener('abort', () => source.close());
  return new Promise((resolve) => { source.onopen = resolve; });
}

function readBySocket(signal) {
  const url = `${location.protocol.replace('http', 'ws')}//${location.host}${TOPIC}/socket`;
  socket.line(`WebSocket ${TOPIC}/socket`);
  const ws = new WebSocket(url);
  ws.onmessage = (event) => got(socket, `${event.data}`);
  ws.onclose = (event) => socket.line(`closed, ${event.code}`);
  signal.addEventListener('abort', () => ws.close());
  return new Promise((resolve) => { ws.onopen = resolve; });
}

async function join() {
  readers = new AbortController();
  leave.disabled = false;
  const { signal } = readers;
  // A subscriber makes the topic, which a poll can then ask for its place.
  await Promise.all([readByEvents(signal), readBySocket(signal)]);
  await new Promise((resolve) => {
    poll.ready = resolve;
    readByPolls(signal).catch((e) => { if (e.name !== 'AbortError') poll.fail(`${e}`); });
  });
}

leave.addEventListener('click', () => {
  readers?.abort();
  readers = null;
  leave.disabled = true;
});

demo.form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!readers) await join();
  const key = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
  sent.set(key, performance.now());
  try {
    const answer = await publisher.fetch(TOPIC, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: `${key} ${demo.value('text')}`,
    });
    if (await publisher.isFine(answer)) {
      publisher.say(`Published with the offset ${(await answer.json()).offset}.`);
    }
  } catch {
    // Told by the column.
  }
});

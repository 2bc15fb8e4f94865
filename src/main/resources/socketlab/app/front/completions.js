// SPDX-License-Identifier: Apache-2.0
import { Demo, millis } from './demo.js';

const TOKENS = 40;

const demo = new Demo('completions');
const streamed = demo.column('streamed');
const whole = demo.column('whole');
const text = (name) => demo.root.querySelector(`[data-column=${name}] .answer`);

function ask(column, stream, seed, signal) {
  return column.fetch(`/v1/chat/completions?tokens=${TOKENS}&rate=${demo.value('rate')}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      model: 'lab-markov',
      stream,
      seed,
      messages: [{ role: 'user', content: demo.value('question') }],
    }),
    signal,
  });
}

/** The data of each event, as it comes. */
async function* events(body) {
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop();
    for (const part of parts) yield part.replace(/^data: /, '');
  }
}

const told = (first, all) => `First word after ${millis(first)}, the last after ${millis(all)}.`;

async function stream(seed, signal) {
  const out = text('streamed');
  const began = performance.now();
  const answer = await ask(streamed, true, seed, signal);
  if (!(await streamed.isFine(answer))) return;
  let first = 0;
  for await (const data of events(answer.body)) {
    if (data === '[DONE]') break;
    const word = JSON.parse(data).choices[0].delta.content;
    if (!word) continue;
    if (!first) {
      first = performance.now() - began;
      streamed.say(`First word after ${millis(first)}.`);
    }
    out.textContent += word;
  }
  streamed.say(told(first, performance.now() - began));
}

async function inOnePiece(seed, signal) {
  const began = performance.now();
  const answer = await ask(whole, false, seed, signal);
  if (!(await whole.isFine(answer))) return;
  text('whole').textContent = (await answer.json()).choices[0].message.content;
  const all = performance.now() - began;
  whole.say(told(all, all));
}

demo.onSubmit(async (signal) => {
  streamed.clear();
  whole.clear();
  text('streamed').textContent = '';
  text('whole').textContent = '';
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  await Promise.all([stream(seed, signal), inOnePiece(seed, signal)]);
});

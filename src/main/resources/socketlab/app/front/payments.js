// SPDX-License-Identifier: Apache-2.0
import { Demo } from './demo.js';

const demo = new Demo('payments');
const random = () => crypto.getRandomValues(new Uint32Array(2)).join('-');

/** Accounts of this page alone, so that nobody else pays into them. */
const page = random();

function pay(column, account, key, signal) {
  const headers = { 'Content-Type': 'application/json' };
  if (key) headers['Idempotency-Key'] = `"${key}"`;
  const body = JSON.stringify({ account, amount: Number(demo.value('amount')) });
  return column.fetch('/payments', { method: 'POST', headers, body, signal });
}

/** What has been charged in all; undefined when the server does not say. */
async function balance(column, account, signal) {
  const answer = await column.fetch(`/accounts/${account}`, { signal });
  return (await column.isFine(answer)) ? (await answer.json()).balance : undefined;
}

async function payTwice(name, key, signal) {
  const column = demo.column(name);
  column.clear();
  const account = `demo-${name}-${page}`;
  const before = await balance(column, account, signal);
  if (before === undefined) return;
  const lost = await pay(column, account, key, signal);
  if (!(await column.isFine(lost))) return;
  column.line('✂ this answer is lost: asks again');
  const answer = await pay(column, account, key, signal);
  if (!(await column.isFine(answer))) return;
  if (answer.headers.get('Idempotency-Replayed')) column.line('the first answer again');
  const after = await balance(column, account, signal);
  if (after === undefined) return;
  const amount = Number(demo.value('amount'));
  const times = (after - before) / amount;
  column.say(`${amount} was to be paid, and ${after - before} was charged: ${times === 1 ? 'once' : `${times} times`}.`);
}

demo.onSubmit((signal) => Promise.all([
  payTwice('without', null, signal),
  payTwice('with', random(), signal),
]));

// SPDX-License-Identifier: Apache-2.0
import { Demo } from './demo.js';

const KEPT = { memory: 'in memory', store: 'in the store', token: 'by a token' };

const demo = new Demo('signin');
const session = demo.column('session');

async function who(answer) {
  if (await session.isFine(answer)) {
    const { name, kind } = await answer.json();
    session.say(`Signed in as ${name}, ${KEPT[kind]}.`);
  }
}

/** A button beside the one of the form; what goes wrong is told by the column. */
function onClick(name, run) {
  demo.form.elements[name].addEventListener('click', () => run().catch(() => {}));
}

demo.onSubmit(async (signal) => {
  await who(await session.fetch(`/sign-in?kind=${demo.value('kind')}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: demo.value('name') }),
    signal,
  }));
});

onClick('me', async () => who(await session.fetch('/me')));

onClick('out', async () => {
  const answer = await session.fetch('/sign-out', { method: 'POST' });
  if (await session.isFine(answer)) session.say('Signed out.');
});

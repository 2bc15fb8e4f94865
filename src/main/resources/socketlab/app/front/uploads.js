// SPDX-License-Identifier: Apache-2.0
import { Demo } from './demo.js';

const PIECES = 4;
const MOST_RANDOM_BYTES = 65536;
const TUS = { 'Tus-Resumable': '1.0.0' };

const demo = new Demo('uploads');
const image = demo.column('image');
const tus = demo.column('tus');

/** Reads the upload back and says whether it is what was sent. */
async function compare(column, path, sent, signal) {
  const answer = await column.fetch(path, { signal });
  if (!(await column.isFine(answer))) return;
  const got = new Uint8Array(await answer.arrayBuffer());
  if (got.length === sent.length && got.every((byte, i) => byte === sent[i])) {
    column.say(`All ${sent.length} bytes came back as they were sent.`);
  } else {
    column.fail('What came back is not what was sent.');
  }
}

/** A picture of a few circles, as PNG. */
async function drawn() {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 200;
  const pen = canvas.getContext('2d');
  for (let i = 0; i < 20; i++) {
    pen.fillStyle = `hsl(${Math.random() * 360} 70% 50%)`;
    pen.beginPath();
    pen.arc(Math.random() * 200, Math.random() * 200, 25, 0, 2 * Math.PI);
    pen.fill();
  }
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
  return new Uint8Array(await blob.arrayBuffer());
}

async function inOneRequest(signal) {
  const bytes = await drawn();
  const answer = await image.fetch('/images', {
    method: 'POST', headers: { 'Content-Type': 'image/png' }, body: bytes, signal,
  });
  if (await image.isFine(answer)) {
    await compare(image, answer.headers.get('Location'), bytes, signal);
  }
}

async function inPieces(signal) {
  const bytes = new Uint8Array(demo.value('size') * 1000);
  for (let at = 0; at < bytes.length; at += MOST_RANDOM_BYTES) {
    crypto.getRandomValues(bytes.subarray(at, at + MOST_RANDOM_BYTES));
  }
  const made = await tus.fetch('/uploads', {
    method: 'POST', headers: { ...TUS, 'Upload-Length': `${bytes.length}` }, signal,
  });
  if (!(await tus.isFine(made))) return;
  const path = new URL(made.headers.get('Location'), location.href).pathname;
  const piece = Math.ceil(bytes.length / PIECES);
  for (let sent = 0; sent < PIECES; sent++) {
    const known = await tus.fetch(path, { method: 'HEAD', headers: TUS, signal });
    if (!(await tus.isFine(known))) return;
    const offset = Number(known.headers.get('Upload-Offset'));
    tus.say(`The server has ${offset} of ${bytes.length} bytes.`);
    const answer = await tus.fetch(path, {
      method: 'PATCH',
      headers: {
        ...TUS,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': `${offset}`,
      },
      body: bytes.subarray(offset, offset + piece),
      signal,
    });
    if (!(await tus.isFine(answer))) return;
  }
  await compare(tus, path, bytes, signal);
}

demo.onSubmit(async (signal) => {
  image.clear();
  tus.clear();
  await Promise.all([inOneRequest(signal), inPieces(signal)]);
});

// SPDX-License-Identifier: Apache-2.0
import { Demo } from './demo.js';

const ROOM = 'demo';
const FORM = 'lab.chat.json';

const demo = new Demo('chat');
const room = demo.column('room');
const { leave } = demo.form.elements;
const members = new Set();

/** The way into the room; null while outside. */
let socket = null;

function isHere(names) {
  names.forEach((name) => members.add(name));
  room.say(`In the room: ${[...members].join(', ')}.`);
}

/** What each kind of event does to the page. */
const heard = {
  welcome({ name, members: names }) {
    members.clear();
    room.line(`You are ${name}.`);
    isHere(names);
  },
  joined({ name }) {
    room.line(`${name} has come.`);
    isHere([name]);
  },
  left({ name }) {
    members.delete(name);
    room.line(`${name} has left.`);
    isHere([]);
  },
  message({ name, text }) {
    room.line(`${name}: ${text}`);
  },
  missed({ count, members: names }) {
    members.clear();
    room.line(`This page was too slow for ${count} events.`);
    isHere(names);
  },
  'held-back'() {
    room.line('Not said, since a member is too far behind: say it again.');
  },
};

/** Goes in, and ends when the server says welcome or shuts the door. */
function enter() {
  const name = demo.value('name');
  const query = `?room=${ROOM}${name ? `&name=${encodeURIComponent(name)}` : ''}`;
  room.line(`WebSocket /ws/chat${query}`);
  const scheme = location.protocol.replace('http', 'ws');
  const entering = new WebSocket(`${scheme}//${location.host}/ws/chat${query}`, FORM);
  leave.disabled = false;
  return new Promise((resolve, reject) => {
    entering.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      heard[event.type]?.(event);
      if (event.type === 'welcome') resolve(entering);
    };
    entering.onclose = ({ code, reason, wasClean }) => {
      socket = null;
      leave.disabled = true;
      room.line(`closed, ${code} ${reason}`);
      if (code === 1000) {
        room.say('You are outside.');
      } else {
        room.fail(reason || (wasClean ? `Closed: ${code}.` : 'The way into the room broke.'));
      }
      reject(new DOMException('closed', 'AbortError'));
    };
    leave.onclick = () => entering.close(1000);
  });
}

demo.onSubmit(async () => {
  socket ??= await enter();
  socket.send(demo.value('text'));
});

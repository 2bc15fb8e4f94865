// SPDX-License-Identifier: Apache-2.0
// The ways to HTTPS: a table, and a sequence diagram of each, from its own packets.
'use strict';
const drawWays = ({ ways, head, rows, explanation, drawn }, { add, table }) => {
  const SVG = 'http://www.w3.org/2000/svg';
  const [CLIENT, SERVER, WIDTH, TOP, STEP, SLOPE] = [84, 516, 600, 34, 46, 20];
  const draw = (tag, attributes, parent, text = '') => {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.textContent = text;
    parent.append(element);
    return element;
  };
  /** A label in rows that fit between the two lines. */
  const rowsOf = label => label.split(' ').reduce((all, word) => {
    const last = all.at(-1);
    if (last !== undefined && last.length + word.length < 62) all[all.length - 1] = `${last} ${word}`;
    else all.push(word);
    return all;
  }, []);

  /** An arrow a packet, from above to below; times stand at its two ends. */
  const sequence = (way, parent) => {
    const steps = way.packets.map(packet => ({ packet, words: rowsOf(packet.label) }));
    const height = TOP + 20 + steps.reduce((sum, { words }) => sum + STEP + 13 * (words.length - 1), 0);
    const svg = draw('svg', {
      viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', style: 'max-width:100%;height:auto;font:12px system-ui,sans-serif',
      width: WIDTH, height,
    }, parent);
    draw('title', {}, svg, `${way.title}, ${way.roundTripMillis} ms a round trip: ${way.counted} round trips. `
      + way.packets.map(one => `${one.out ? 'client' : 'server'}: ${one.label}`).join('; '));
    const ink = 'fill:var(--ink)';
    const faint = 'fill:var(--faint)';
    for (const [x, name] of [[CLIENT, 'client'], [SERVER, 'server']]) {
      draw('text', { x, y: 14, 'text-anchor': 'middle', style: ink }, svg, name);
      draw('line', { x1: x, y1: 20, x2: x, y2: height - 4, style: 'stroke:var(--line);stroke-width:2' }, svg);
    }
    let y = TOP;
    for (const { packet, words } of steps) {
      const colour = packet.answer ? 'var(--series-3)' : packet.out ? 'var(--series-1)' : 'var(--series-2)';
      words.forEach((row, i) => draw('text', {
        x: (CLIENT + SERVER) / 2, y: y + 13 * i, 'text-anchor': 'middle', style: packet.answer ? 'font-weight:600;' + ink : ink,
      }, svg, row));
      y += 13 * (words.length - 1) + 4;
      const [from, to] = packet.out ? [CLIENT, SERVER] : [SERVER, CLIENT];
      const side = packet.out ? 1 : -1;
      draw('line', { x1: from, y1: y, x2: to, y2: y + SLOPE, style: `stroke:${colour};stroke-width:1.5` }, svg);
      draw('path', {
        d: `M${to},${y + SLOPE} l${-9 * side},-5 l0,9 z`, style: `fill:${colour}`,
      }, svg);
      const time = (x, at, anchor, millis) =>
        draw('text', { x, y: at, 'text-anchor': anchor, style: faint }, svg, millis.toFixed(1));
      const [left, right] = packet.out ? [packet.sentMillis, packet.arrivedMillis]
        : [packet.arrivedMillis, packet.sentMillis];
      time(CLIENT - 8, packet.out ? y + 4 : y + SLOPE + 4, 'end', left);
      time(SERVER + 8, packet.out ? y + SLOPE + 4 : y + 4, 'start', right);
      y += STEP - 4;
    }
  };

  add('p', explanation, undefined, 'faint');
  table(head.map((title, i) => i === 0 ? title : [title]), rows);
  for (const id of drawn) {
    const way = ways.find(one => one.way === id.way && one.roundTripMillis === id.roundTripMillis);
    add('h3', `${way.title}: ${way.counted} round trip${way.counted === 1 ? '' : 's'}`);
    add('p', `${way.roundTripMillis} ms a round trip: ${way.leastMillis.toFixed(1)} ms, ${way.bytesOut} bytes out, `
      + `${way.bytesBack} bytes back. Times are in ms since the first packet; the last arrow brings the first byte.`,
      undefined, 'faint');
    sequence(way, add('div', '', undefined, 'scroll'));
  }
};

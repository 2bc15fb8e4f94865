// SPDX-License-Identifier: Apache-2.0
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);

const page = (() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const drawn = [];

  /** Adds an element with a text, at the end of the page or of another element. */
  const add = (tag, text = '', parent = document.querySelector('main'), style = '') => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = style;
    parent.append(element);
    return element;
  };

  /** Adds a table; a cell that is a number stands to the right, as do those under a head [text]. */
  const table = (heads, rows, parent) => {
    const scroll = add('div', '', parent, 'scroll');
    // Who has no pointer scrolls by keys, and so has to get there.
    scroll.tabIndex = 0;
    const body = add('table', '', scroll);
    const head = add('tr', '', add('thead', '', body));
    const right = heads.map(Array.isArray);
    heads.forEach((text, i) => add('th', text, head, right[i] ? 'number' : '').scope = 'col');
    const lines = add('tbody', '', body);
    rows.forEach(row => {
      const line = add('tr', '', lines);
      row.forEach((cell, i) =>
        add('td', cell, line, right[i] || typeof cell === 'number' ? 'number' : ''));
    });
    return body;
  };

  /** The n-th colour of a series, from 0; or the one of 'ink', 'faint', 'line', as it is now. */
  const colour = name =>
    getComputedStyle(document.documentElement)
      .getPropertyValue('--' + (typeof name === 'number' ? 'series-' + (name % 6 + 1) : name))
      .trim();

  const draw = one => {
    one.chart?.destroy();
    Chart.defaults.color = colour('faint');
    Chart.defaults.borderColor = colour('line');
    one.chart = new Chart(one.canvas, one.config());
  };

  /**
   * Adds a chart.
   *
   * @param label what it shows, for those who do not see it
   * @param config a function that gives Chart.js's configuration: called again when the reader
   *     changes between dark and light, so that it takes its colours anew
   * @param place where: an element, the page if none; and how high in pixels, else the style says
   */
  const chart = (label, config, { parent, height } = {}) => {
    const frame = add('div', '', parent, 'chart');
    if (height) frame.style.height = height + 'px';
    const canvas = add('canvas', '', frame);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', label);
    const one = { canvas, config };
    drawn.push(one);
    draw(one);
    return one;
  };

  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.font.family = 'system-ui, sans-serif';
  dark.addEventListener('change', () => drawn.forEach(draw));
  // Paper is white, whatever the reader's screen is.
  const print = on => () => {
    document.documentElement.classList.toggle('paper', on);
    drawn.forEach(draw);
  };
  addEventListener('beforeprint', print(true));
  addEventListener('afterprint', print(false));
  return { add, table, colour, chart };
})();

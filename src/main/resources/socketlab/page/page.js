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

  /** Adds a table; a cell that is a number stands to the right. */
  const table = (heads, rows) => {
    const body = add('table', '', add('div', '', undefined, 'scroll'));
    const head = add('tr', '', add('thead', '', body));
    heads.forEach(text => add('th', text, head));
    const lines = add('tbody', '', body);
    rows.forEach(row => {
      const line = add('tr', '', lines);
      row.forEach(cell => add('td', cell, line, typeof cell === 'number' ? 'number' : ''));
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
   */
  const chart = (label, config) => {
    const canvas = add('canvas', '', add('div', '', undefined, 'chart'));
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
  return { add, table, colour, chart };
})();

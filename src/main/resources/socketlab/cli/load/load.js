// SPDX-License-Identifier: Apache-2.0

// data.result as of docs/schema/load.json; data.charts as plot.js takes them.
const { result, charts } = data;
const number = value => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
const time = micros => micros >= 1e6 ? `${+(micros / 1e6).toPrecision(3)} s`
  : micros >= 1e3 ? `${+(micros / 1e3).toPrecision(3)} ms` : `${+micros.toPrecision(3)} µs`;

page.add('h1', result.url);
page.add('p', (result.mode === 'open'
  ? `Open loop: ${number(result.rate)} requests a second, ${result.arrivals} arrivals, each timed from the moment when it was due.`
  : 'Closed loop at full speed: a connection sends its next request when it has its answer, so these are not the latencies that users would see.')
  + ` ${number(result.connectionsOpen)} of ${number(result.connections)} connections were open at the end`
  + `${result.newConnection ? ', a new one for each request' : ''}; ${result.transport}, `
  + `${result.threads} thread${result.threads === 1 ? '' : 's'}, ${result.durationSeconds.toFixed(1)} s measured.`,
  undefined, 'faint');

const failed = Object.values(result.failed).reduce((sum, count) => sum + count, 0);
const latency = result.latencyMicros;
const verdict = page.add('div', '', undefined, 'verdict');
page.add('p', `${number(result.completed)} of ${number(result.offered)} requests were answered, `
  + `${number(result.achievedRate)} a second; ${number(failed)} failed, ${number(result.unfinished)} were unfinished.`
  + (latency ? ` Half of the answers came within ${time(latency.p50)}, 99 % within ${time(latency.p99)}, all within ${time(latency.max)}.` : ''),
  verdict);
if (result.warnings.length) {
  const list = page.add('ul', '', verdict);
  result.warnings.forEach(warning => page.add('li', warning, list));
}
charts.forEach(chart => plot.draw(chart));

const heads = ['mean', 'p50', 'p75', 'p90', 'p99', 'p99.9', 'p99.99', 'max'];
page.add('h2', 'Figures');
page.table(['time', ...heads.map(head => [head.replace('p', 'P')])],
  [
    [result.mode === 'open' ? 'latency' : 'round trip', latency],
    ...(result.mode === 'open' ? [['uncorrected: from when it was sent', result.uncorrectedLatencyMicros]] : []),
    ['first byte', result.firstByteMicros],
    ['connect', result.connectMicros],
  ].map(([name, micros]) => [name, ...heads.map(head => micros ? time(micros[head]) : '–')]));
page.table(['what', ['how many']], [
  ['offered', result.offered],
  ['completed', result.completed],
  ...Object.entries(result.failed).filter(([, count]) => count).map(([kind, count]) => [`failed: ${kind}`, count]),
  ['unfinished', result.unfinished],
  ...Object.entries(result.answers.measured).map(([status, count]) => [`answers with status ${status}`, count]),
].map(([name, count]) => [name, number(count)]));

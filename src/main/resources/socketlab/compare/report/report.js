// SPDX-License-Identifier: Apache-2.0
// The report of a campaign, drawn from campaign.json and run.json as they are.
'use strict';
const { campaign, run, metrics, patterns, latencies, warnings, answer, remarks, axes } = data;
const { add, table, colour, chart } = page;

const CPU = 'cpuMicrosPerRequest';
const DELIVERY = 'cpuMicrosPerDelivery';

/** What a server's work is told in under this workload: CPU a request, or a notification. */
const cost = load =>
  campaign.summaries.some(one => one.workload === load && one.metric === DELIVERY) ? DELIVERY : CPU;
const THROUGHPUT = 'requestsPerSecond';
const LATENCIES = ['p50Micros', 'p75Micros', 'p90Micros', 'p99Micros', 'p999Micros', 'p9999Micros',
  'maxMicros'];
const ASKED = 'askedRequestsPerSecond';
const isNarrow = innerWidth < 640;
const ROW = isNarrow ? 34 : 24;
/** Room for the figures at the right of a chart. */
const BESIDE = isNarrow ? 52 : 205;

// Three digits that mean something, and no more decimals than those.
const number = value => {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};
const interval = one => `${number(one.ratio)} [${number(one.low)}–${number(one.high)}]`;
/** p where it says what the interval says, which decides; see the rule in docs/compare.md. */
const probability = ({ pValue: p, verdict }) =>
  p < 0.05 === (verdict === 'cannot tell') ? '–' : p < 0.001 ? '< 0.001' : p.toFixed(3);
const contender = name => campaign.servers.find(server => server.name === name);
const isOurs = name => contender(name)?.ours ?? name === 'lab';
const link = (text, href, parent) => { add('a', text, parent).href = href; };
const list = (lines, parent) => {
  const all = add('ul', '', parent);
  lines.forEach(line => add('li', line, all));
};
/** A heading, by which the line of links at the top finds it. */
const heads = [];
const section = title => {
  const head = add('h2', title);
  head.id = title.replace(/\W+/g, '-').toLowerCase();
  heads.push(head);
};
/** Two lines on a phone: a pattern and its transport. */
const label = name => isNarrow && name.includes('/') ? name.split(/(?=\/)/) : name;

/** Drawn with bars and dots: whiskers, the line at 1, the figures at the right. */
const beside = (rows, { reference, columns } = {}) => ({
  id: 'beside',
  afterDatasetsDraw({ ctx, chartArea, scales: { x, y } }) {
    ctx.save();
    ctx.strokeStyle = colour('ink');
    ctx.fillStyle = colour('ink');
    ctx.font = '12px system-ui, sans-serif';
    ctx.textBaseline = 'middle';
    rows.forEach((row, i) => {
      const at = y.getPixelForValue(i);
      if (row.low !== undefined) {
        const [from, to] = [x.getPixelForValue(row.low), x.getPixelForValue(row.high)];
        ctx.beginPath();
        ctx.moveTo(from, at);
        ctx.lineTo(to, at);
        [from, to].forEach(end => { ctx.moveTo(end, at - 4); ctx.lineTo(end, at + 4); });
        ctx.stroke();
      }
      ctx.textAlign = 'left';
      if (row.text) ctx.fillText(row.text, chartArea.right + 8, at);
      ctx.textAlign = 'right';
      if (row.figure) ctx.fillText(row.figure, chartArea.right + BESIDE, at);
    });
    if (columns) {
      ctx.fillStyle = colour('faint');
      ctx.textAlign = 'left';
      ctx.fillText(columns[0], chartArea.right + 8, chartArea.top - 9);
      ctx.textAlign = 'right';
      ctx.fillText(columns[1], chartArea.right + BESIDE, chartArea.top - 9);
    }
    if (reference !== undefined) {
      const at = x.getPixelForValue(reference);
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(at, chartArea.top);
      ctx.lineTo(at, chartArea.bottom);
      ctx.stroke();
    }
    ctx.restore();
  },
});

const axis = (title, more = {}) => ({
  beginAtZero: true,
  title: { display: true, text: title },
  grid: { drawTicks: false },
  border: { display: false },
  ...more,
});
const names = rows => ({
  grid: { display: false },
  border: { display: false },
  ticks: {
    autoSkip: false,
    color: colour('ink'),
    font: { size: isNarrow ? 10 : 12 },
    callback: i => label(rows[i].name),
  },
});
const high = rows => rows.length * ROW + 78;

/** So far an axis must go that every whisker and mark is within. */
const most = rows => Math.max(
  ...rows.flatMap(row => [row.value, row.high, row.must, row.aim]).filter(value => value !== undefined));

/** Lines across, for what is less than it could be. */
const hatched = name => {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const ctx = tile.getContext('2d');
  ctx.strokeStyle = colour(name);
  ctx.lineWidth = 2;
  [-8, 0, 8].forEach(x => { ctx.moveTo(x, 8); ctx.lineTo(x + 8, 0); });
  ctx.stroke();
  return ctx.createPattern(tile, 'repeat');
};

/** Ratios of all workloads have one axis, and their bars begin at 1: equal lengths are equal ratios. */
const shared = (metric, unit) => {
  const scale = plot.scale(axes[metric], { grid: { drawTicks: false }, border: { display: false } });
  scale.title.text = isNarrow ? 'ratio, logarithmic' : `ratio: ${unit}, logarithmic`;
  return scale;
};

/** Bars with whiskers, a row a server: the lab's filled, the others' hollow; hatched if marked. */
const bars = (title, unit, rows, { reference, columns, metric } = {}) => {
  chart(
    `${title}, ${unit}: ` + rows.map(row => `${row.name} ${row.text} ${row.figure ?? ''}`).join('; '),
    () => ({
      type: 'bar',
      data: {
        labels: rows.map(row => row.name),
        datasets: [{
          data: rows.map(row => row.value),
          ...(reference === undefined ? {} : { base: reference, minBarLength: 2 }),
          backgroundColor: rows.map(row => row.isMarked ? hatched(isOurs(row.name) ? 0 : 1)
            : isOurs(row.name) ? colour(0) : colour('paper')),
          borderColor: rows.map(row => colour(isOurs(row.name) ? 0 : 1)),
          borderWidth: 1.5,
          barPercentage: 0.62,
        }],
      },
      options: {
        indexAxis: 'y',
        layout: { padding: { right: BESIDE, top: 18 } },
        plugins: { legend: { display: false }, tooltip: { enabled: false } },
        scales: {
          x: reference === undefined ? axis(unit, { suggestedMax: most(rows) }) : shared(metric, unit),
          y: names(rows),
        },
      },
      plugins: [beside(rows, { reference, columns: isNarrow ? undefined : columns })],
    }),
    { height: high(rows) });
};

const summary = (source, load, server, metric) => source.summaries.find(one =>
  one.workload === load && one.server === server && one.metric === metric);
const compared = (source, load, metric) =>
  source.comparisons.filter(one => one.workload === load && one.metric === metric);

/** Ratios to the baseline, the least CPU first; the figures themselves where there is no ratio. */
const ratios = (source, load, metric, order) => {
  const unit = metrics[metric].unit;
  const own = server => summary(source, load, server, metric)?.median;
  const against = compared(source, load, metric);
  if (!against.length) {
    const rows = source.summaries
      .filter(one => one.workload === load && one.metric === metric)
      .map(one => ({
        name: one.server, value: one.median, low: one.least, high: one.most,
        text: number(one.median),
      }))
      .sort(order ?? ((a, b) => a.value - b.value));
    return { rows, unit, columns: [unit, ''] };
  }
  const baseline = against[0].baseline;
  const rows = against.map(one => ({
    name: one.server, value: one.ratio, low: one.low, high: one.high,
    text: (one.verdict === 'cannot tell' ? '≈' : '') + (isNarrow ? number(one.ratio) : interval(one)),
    figure: isNarrow ? '' : number(own(one.server)),
  }));
  rows.push({
    name: baseline, value: 1, text: '1', figure: isNarrow ? '' : number(own(baseline)),
  });
  rows.sort(order ?? ((a, b) => a.value - b.value));
  return {
    rows, unit: `of ${baseline}’s ${unit}`, reference: 1, metric, columns: ['ratio [95 %]', unit],
  };
};

const drawRatios = (source, load, metric, order) => {
  const { rows, unit, ...shown } = ratios(source, load, metric, order);
  if (!rows.length) return rows;
  add('h3', metrics[metric].title[0].toUpperCase() + metrics[metric].title.slice(1)
    + (metric === THROUGHPUT ? ' (more is better)' : ` per ${metric === DELIVERY ? 'notification' : 'request'} (less is better)`));
  const idle = metric === THROUGHPUT ? campaign.unsaturated[load] : undefined;
  if (idle) {
    add('p', '* Hatched: the server’s CPU was idle for part of the time; the load generator, the machine or a wait limited it.',
      undefined, 'faint');
  }
  bars(metrics[metric].title, unit, rows.map(row => idle?.[row.name] === undefined ? row
    : { ...row, text: row.text + '*', isMarked: true }), shown);
  return rows;
};

const byOrderOf = rows => (a, b) =>
  rows.findIndex(row => row.name === a.name) - rows.findIndex(row => row.name === b.name);

/** Latency: a row a server, a mark a percentile, each of its own shape. */
const latency = load => {
  const shapes = ['circle', 'rectRot', 'star', 'triangle', 'rect', 'cross', 'crossRot'];
  const colours = [0, 3, 4, 5, 1, 2, 'ink'];
  const rows = campaign.summaries
    .filter(one => one.workload === load && one.metric === 'p99Micros')
    .sort((a, b) => a.median - b.median)
    .map(one => ({ name: one.server }));
  if (!rows.length) return;
  add('h3', 'Latency, by percentile');
  add('p', latencies[load], undefined, 'faint');
  const value = (row, metric) => summary(campaign, load, row.name, metric)?.median;
  chart(
    'Latency, µs: ' + rows.map(row => row.name + ' '
      + LATENCIES.map(m => `${metrics[m].title} ${number(value(row, m) ?? 0)}`).join(', ')).join('; '),
    () => ({
      type: 'scatter',
      data: {
        datasets: LATENCIES.map((metric, i) => ({
          label: metrics[metric].title,
          data: rows.flatMap((row, y) => value(row, metric) ? [{ x: value(row, metric), y }] : []),
          pointStyle: shapes[i],
          radius: 5,
          borderWidth: 2,
          borderColor: colour(colours[i]),
          backgroundColor: colour(colours[i]),
        })),
      },
      options: {
        layout: { padding: { right: 12 } },
        plugins: {
          legend: { position: 'top', align: 'start', labels: { usePointStyle: true, boxHeight: 7 } },
          tooltip: { callbacks: { label: at =>
            `${rows[at.parsed.y].name}, ${at.dataset.label}: ${number(at.parsed.x)} µs` } },
        },
        scales: {
          x: plot.scale(axes.latency),
          y: {
            ...names(rows), type: 'linear', reverse: true, min: -0.5, max: rows.length - 0.5,
            grid: { color: colour('line') },
            afterBuildTicks: scale => { scale.ticks = rows.map((_, value) => ({ value })); },
          },
        },
      },
    }),
    { height: high(rows) + (isNarrow ? 52 : 28) });
  const details = add('details');
  add('summary', 'Latency in figures', details);
  table(
    ['server', ...LATENCIES.map(metric => [`${metrics[metric].title} ${metrics[metric].unit}`])],
    rows.map(row => [row.name, ...LATENCIES.map(metric => {
      const micros = value(row, metric);
      return micros === undefined ? '' : number(micros);
    })]),
    details);
};

const median = values => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Every turn in the order of time, as its distance from the server's own median. */
const rounds = load => {
  const samples = campaign.samples.filter(one =>
    one.workload === load && one.phase === 'saturation' && one.values[CPU] !== undefined);
  if (new Set(samples.map(one => one.round)).size < 2) return;
  const name = one => one.server + (one.process > 1 ? ' (again)' : '');
  const turns = Math.max(...samples.map(one => one.turn));
  const middle = Object.fromEntries([...new Set(samples.map(name))].map(server =>
    [server, median(samples.filter(one => name(one) === server).map(one => one.values[CPU]))]));
  const points = samples.map(one => ({
    x: one.round + (one.turn - 1) / turns,
    y: 100 * (one.values[CPU] / middle[name(one)] - 1),
    name: name(one),
    ours: isOurs(one.server),
    cpu: one.values[CPU],
  }));
  const outliers = [...points]
    .filter(point => Math.abs(point.y) > 10)
    .sort((a, b) => Math.abs(b.y) - Math.abs(a.y))
    .slice(0, isNarrow ? 3 : 6);
  add('h3', 'Round by round');
  add('p', 'CPU per request of every turn, in the order of time, relative to the same server’s median. '
    + 'When all servers move together the machine caused it; a single outlier concerns one turn.',
    undefined, 'faint');
  const set = (ours, label, style) => ({
    label,
    data: points.filter(point => point.ours === ours),
    pointStyle: style,
    clip: 8,
    radius: 3.5,
    borderWidth: 1.5,
    borderColor: colour(ours ? 0 : 1),
    backgroundColor: ours ? colour(0) : colour('paper'),
  });
  chart(
    `Distance of each turn from the server’s median: at most ${
      number(Math.max(...points.map(point => Math.abs(point.y))))} %`,
    () => ({
      type: 'scatter',
      data: { datasets: [set(true, 'the lab’s', 'circle'), set(false, 'others', 'rectRot')]
        .filter(one => one.data.length) },
      options: {
        layout: { padding: { right: 12, top: 8 } },
        plugins: {
          legend: { position: 'top', align: 'start', labels: { usePointStyle: true, boxHeight: 7 } },
          tooltip: { callbacks: { label: ({ raw }) =>
            `${raw.name}: ${number(raw.cpu)} µs/request, ${raw.y.toFixed(1)} %` } },
        },
        scales: {
          x: axis('round', {
            beginAtZero: false, min: 1, max: campaign.rounds + 1,
            ticks: { stepSize: 1, callback: value => value <= campaign.rounds ? value : '' },
            grid: { color: colour('line') },
          }),
          y: axis('% of the median', {
            grid: { color: at => colour(at.tick.value === 0 ? 'faint' : 'line') },
          }),
        },
      },
      plugins: [{
        id: 'outliers',
        afterDatasetsDraw({ ctx, chartArea, scales: { x, y } }) {
          ctx.save();
          ctx.fillStyle = colour('ink');
          ctx.font = '11px system-ui, sans-serif';
          outliers.forEach(point => {
            const at = x.getPixelForValue(point.x);
            const isRight = at > (chartArea.left + chartArea.right) / 2;
            ctx.textAlign = isRight ? 'right' : 'left';
            ctx.fillText(point.name, at + (isRight ? -7 : 7), y.getPixelForValue(point.y) + 4);
          });
          ctx.restore();
        },
      }],
    }));
};

const figures = load => {
  const shown = Object.keys(metrics).filter(metric =>
    !LATENCIES.includes(metric) && metric !== ASKED && campaign.summaries.some(one => one.workload === load && one.metric === metric));
  const servers = [...new Set(campaign.summaries
    .filter(one => one.workload === load && one.metric === cost(load))
    .sort((a, b) => a.median - b.median)
    .map(one => one.server))];
  if (!servers.length) return;
  const details = add('details');
  add('summary', `All figures${cost(load) === CPU ? ' at full speed' : ''}, medians of ${campaign.rounds} rounds, by ${campaign.generators[load]}`, details);
  const ratio = server => compared(campaign, load, cost(load)).find(one => one.server === server);
  const unit = metric => metric === 'residentBytes' ? 'MB' : metrics[metric].unit;
  table(
    ['server', 'CPU verdict', ['p (Mann–Whitney)'], ...shown.map(m => [`${metrics[m].title} ${unit(m)}`])],
    servers.map(server => [
      server,
      ratio(server)?.verdict ?? '–',
      ratio(server) ? probability(ratio(server)) : '–',
      ...shown.map(metric => {
        const value = summary(campaign, load, server, metric)?.median;
        return value === undefined ? ''
          : number(metric === 'residentBytes' ? value / 1e6 : value);
      }),
    ]),
    details);
};

/** Whether a limit was met, by the verdict in campaign.json. */
const answers = {
  reached: 'yes', missed: 'no', told: '–', 'cannot tell': 'cannot tell', 'not measured': 'not measured',
};
const met = one => ({ reached: 'met', missed: 'not met' })[one.verdict] ?? one.verdict;

const work = one => `${one.work.replace(/^GET \/plaintext, /, '')}, ${number(one.connections)}`;

/** The ratios of the speed table: the limit is a mark on the bar's line. */
const limits = () => {
  const limit = one => one.must === undefined ? '' : `limit ≤ ${one.must}`;
  const shown = campaign.targets.filter(one => one.unit === 'ratio' && one.value !== undefined);
  const rows = shown.map(one => ({
    name: `${one.ours} : ${one.peer}`,
    work: work(one),
    value: one.value, low: one.low, high: one.high, must: one.must, aim: one.aim,
    text: isNarrow ? number(one.value) : `${number(one.value)}  ${limit(one)}  ${
      one.must === undefined ? '' : met(one)}`,
  }));
  const order = (metric, value) => metric === undefined ? [] : [{ x: metric, y: value }];
  if (rows.length) {
    add('p', `${campaign.topic === 'notifications' ? 'CPU per notification, or memory per client,' : 'CPU per request'} of the first server divided by that of the second. The number after the work says how many connections were open.`,
      undefined, 'faint');
    chart(
      'CPU ratios and their limits: ' + rows.map(row =>
        `${row.name}, ${row.work}: ${row.text}`).join('; '),
      () => ({
        type: 'scatter',
        data: {
          datasets: [
            { label: 'measured, with its 95 % interval', data: rows.map((row, y) => ({ x: row.value, y })),
              pointStyle: 'circle', radius: 5, backgroundColor: colour(0), borderColor: colour(0) },
            { label: 'limit', data: rows.flatMap((row, y) => order(row.must, y)),
              pointStyle: 'line', rotation: 90, radius: 9, borderWidth: 3, borderColor: colour(1) },
            { label: 'goal', data: rows.flatMap((row, y) => order(row.aim, y)),
              pointStyle: 'line', rotation: 90, radius: 6, borderWidth: 1.5, borderColor: colour('faint') },
          ],
        },
        options: {
          layout: { padding: { right: BESIDE, top: 18 } },
          plugins: {
            legend: { position: 'top', align: 'start', labels: { usePointStyle: true, boxHeight: 7 } },
            tooltip: { enabled: false },
          },
          scales: {
            x: axis('ratio', { suggestedMax: most(rows) }),
            y: {
              ...names(rows), type: 'linear', reverse: true, min: -0.5, max: rows.length - 0.5,
              afterBuildTicks: scale => { scale.ticks = rows.map((_, value) => ({ value })); },
              ticks: {
                autoSkip: false, color: colour('ink'), font: { size: isNarrow ? 10 : 12 },
                callback: i => isNarrow
                  ? [rows[i].work, ...rows[i].name.split(/ (?=:)/)]
                  : [rows[i].work, rows[i].name],
              },
            },
          },
        },
        plugins: [beside(rows, { reference: 1 })],
      }),
      { height: rows.length * (isNarrow ? 48 : 38) + 96 });
  }
};

const targets = () => {
  section('The speed table');
  table(
    ['work', 'server', 'compared with', 'measure', ['value [95 % interval]'], ['limit'], ['goal'], 'limit met?'],
    campaign.targets.map(one => [
      work(one), one.ours, one.peer, metrics[one.metric].title,
      one.value === undefined ? ''
        : `${number(one.value)} [${number(one.low)}–${number(one.high)}]${
          one.unit === 'ratio' ? '' : ` ${one.unit.replace('bytes', 'B')}`}`,
      one.must === undefined ? '' : `≤ ${one.must}`,
      one.aim === undefined ? '' : `≤ ${one.aim}`,
      answers[one.verdict] + (one.reason ? `: ${one.reason}` : ''),
    ]));
};

/** Where a pattern's time goes, beside its picture. */
const costs = () => {
  const split = ['userMicrosPerRequest', 'systemMicrosPerRequest', 'systemCallsPerRequest',
    'contextSwitchesPerRequest', 'wakeUpsPerRequest'];
  const loads = campaign.workloads.map(one => one.name);
  const servers = campaign.servers.filter(one => one.ours);
  const load = loads.find(name => servers.some(one => summary(campaign, name, one.name, split[0])));
  if (!load) return;
  section('What a request costs with each pattern');
  const rows = servers.map(one => ({ name: one.name }))
    .filter(row => summary(campaign, load, row.name, split[0]))
    .map(row => ({
      ...row,
      parts: split.slice(0, 2).map(metric => summary(campaign, load, row.name, metric)?.median ?? 0),
    }))
    .map(row => ({ ...row, text: isNarrow
      ? row.parts.map(part => part.toFixed(1)).join('+')
      : `${number(row.parts[0])} + ${number(row.parts[1])} µs` }))
    .sort((a, b) => a.parts[0] + a.parts[1] - b.parts[0] - b.parts[1]);
  add('h3', `User and system CPU, ${load}`);
  chart(
    'User and system CPU, µs per request: ' + rows.map(row => `${row.name} ${row.text}`).join('; '),
    () => ({
      type: 'bar',
      data: {
        labels: rows.map(row => row.name),
        datasets: [
          { label: 'user: the lab’s own code and the JVM’s', data: rows.map(row => row.parts[0]),
            backgroundColor: colour(0), borderColor: colour(0), borderWidth: 1.5, barPercentage: 0.62 },
          { label: 'system: the kernel', data: rows.map(row => row.parts[1]),
            backgroundColor: colour('paper'), borderColor: colour(0), borderWidth: 1.5, barPercentage: 0.62 },
        ],
      },
      options: {
        indexAxis: 'y',
        layout: { padding: { right: BESIDE, top: 18 } },
        plugins: { legend: { position: 'top', align: 'start' }, tooltip: { enabled: false } },
        scales: { x: { ...axis('µs/request'), stacked: true }, y: { ...names(rows), stacked: true } },
      },
      plugins: [beside(rows)],
    }),
    { height: high(rows) + 28 });
  for (const [id, { picture, use }] of Object.entries(patterns)) {
    const card = add('section', '', undefined, 'card');
    add('h3', id, card);
    const drawing = add('pre', picture, card);
    drawing.tabIndex = 0;
    add('p', use, card, 'faint');
    table(
      ['workload', 'transport', ...split.map(m => [`${metrics[m].title} ${metrics[m].unit}`])],
      loads.flatMap(name => servers
        .filter(one => one.pattern === id && summary(campaign, name, one.name, CPU))
        .map(one => [name, one.transport, ...split.map(metric => {
          const value = summary(campaign, name, one.name, metric)?.median;
          return value === undefined ? '' : number(value);
        })])),
      card);
  }
};

const generator = () => {
  const check = campaign.generatorCheck;
  section('The generator');
  add('p', `lab load and ${check.baseline} take turns at the same ${check.server}: how much CPU the generator `
    + 'itself needs, and whether it keeps the rate it is asked for. ≈ means “cannot tell”.', undefined, 'faint');
  for (const load of check.workloads) {
    const { rows, unit, ...shown } = ratios(check, load.name, 'generatorCpuMicrosPerRequest');
    if (rows.length) {
      add('h3', `${load.name}: the generator’s CPU per request (less is better)`);
      bars('generator CPU', unit, rows, shown);
    }
  }
  table(
    [['asked, requests/s'], ['achieved, median'], ['least'], ['most'], ['rounds'], ['largest deviation']],
    check.rates.map(one => [number(one.asked), one.achieved.toFixed(1), one.least.toFixed(1),
      one.most.toFixed(1), one.rounds,
      (100 * Math.max(Math.abs(one.most / one.asked - 1), Math.abs(one.least / one.asked - 1)))
        .toFixed(3) + ' %']));
};

const comparisons = all => table(
  ['workload', 'server', 'measure', ['ratio [95 % interval]'], 'verdict', ['p (Mann–Whitney)']],
  all.map(one => [one.workload, one.server, metrics[one.metric].title, interval(one), one.verdict,
    probability(one)]));

// The page, from its top.
add('h1', `${campaign.topic}, ${run.began.slice(0, 10)}`);
add('p', `${run.machine.cpu}, ${run.machine.cpus} CPUs, ${run.machine.kernel}; commit ${run.commit.id}${
  run.commit.dirty ? ', with changes' : ''}; ${campaign.rounds} rounds of ${campaign.roundSeconds} s.`,
  undefined, 'faint');
const verdict = add('div', '', undefined, 'verdict');
answer.forEach(sentence => add('p', sentence, verdict));
if (warnings.length) list(warnings.map(line => '⚠ ' + line), verdict);

/** A row a workload, a mark a server, on one axis: the whole campaign at a glance. */
const overview = () => {
  const rows = campaign.workloads
    .map(load => ({ load: load.name, all: compared(campaign, load.name, CPU) }))
    .filter(row => row.all.length)
    .map(({ load, all }) => {
      const sorted = [...all].sort((a, b) => a.ratio - b.ratio);
      const [least] = sorted;
      return {
        name: load,
        all: sorted,
        baseline: least.baseline,
        text: isNarrow ? number(least.ratio) : `${number(least.ratio)}  ${least.server}`,
      };
    });
  if (!rows.length) return false;
  const baselines = [...new Set(rows.map(row => row.baseline))].join(' or ');
  add('p', `Each mark is a server: its CPU per request divided by that of ${baselines}; left of the `
    + 'dashed line is less. At the right: the least.', undefined, 'faint');
  // Marks of nearly one ratio stand one above another.
  const apart = [0, -0.22, 0.22, -0.11, 0.11];
  const set = (ours, label, style) => ({
    label,
    data: rows.flatMap((row, y) => row.all
      .map((one, i) => ({ x: one.ratio, y: y + apart[i % apart.length], server: one.server, load: row.name,
        ours: isOurs(one.server), words: interval(one) }))
      .filter(one => one.ours === ours)),
    pointStyle: style,
    clip: 8,
    radius: 5,
    borderWidth: 1.5,
    borderColor: colour(ours ? 0 : 1),
    backgroundColor: ours ? colour(0) + 'aa' : 'transparent',
  });
  chart(
    'CPU per request, by workload: ' + rows.map(row => `${row.name}: `
      + row.all.map(one => `${one.server} ${number(one.ratio)}`).join(', ')).join('; '),
    () => ({
      type: 'scatter',
      data: { datasets: [set(true, 'the lab’s', 'circle'), set(false, 'others', 'rectRot')]
        .filter(one => one.data.length) },
      options: {
        layout: { padding: { right: BESIDE, top: 4 } },
        plugins: {
          legend: { position: 'top', align: 'start', labels: { usePointStyle: true, boxHeight: 7 } },
          tooltip: { callbacks: { label: ({ raw }) => `${raw.load}, ${raw.server}: ${raw.words}` } },
        },
        scales: {
          x: shared(CPU, `CPU per request, of ${baselines}’s`),
          y: {
            ...names(rows), type: 'linear', reverse: true, min: -0.5, max: rows.length - 0.5,
            afterBuildTicks: scale => { scale.ticks = rows.map((_, value) => ({ value })); },
          },
        },
      },
      plugins: [beside(rows.map(({ text }) => ({ text })), { reference: 1 })],
    }),
    { height: rows.length * 46 + 110 });
  return true;
};

// The answer as a picture.
if (campaign.targets.some(one => one.unit === 'ratio' && one.value !== undefined)) limits();
else if (!overview() && campaign.summaries.length) drawRatios(campaign, campaign.summaries[0].workload, cost(campaign.summaries[0].workload));

/** What speaks against the figures, and what else was said: counted, and folded. */
const folded = group => {
  const details = add('details');
  add('summary', `${group.warning ? '⚠ ' : ''}${group.title} (${group.sentences.length})`, details);
  list(group.sentences, details);
};
remarks.filter(group => !group.warning).forEach(folded);
remarks.filter(group => group.warning).forEach(folded);
const contents = add('nav');
contents.setAttribute('aria-label', 'Sections');

if (campaign.ways.length) {
  section('The ways to HTTPS');
  drawWays({ ways: campaign.ways, ...data.ways }, page);
}
if (campaign.targets.length) targets();
for (const load of campaign.workloads) {
  if (!campaign.summaries.some(one => one.workload === load.name && one.metric === cost(load.name))) continue;
  section(load.name);
  add('p', `${load.summary}; ${load.connections} connections, offered by ${
    campaign.generators[load.name]}. Whiskers are 95 % intervals, ≈ means “cannot tell”; filled bars are the lab’s own servers.`,
    undefined, 'faint');
  const rows = drawRatios(campaign, load.name, cost(load.name));
  drawRatios(campaign, load.name, THROUGHPUT, byOrderOf(rows));
  latency(load.name);
  rounds(load.name);
  figures(load.name);
}
costs();
if (campaign.noise.length) {
  section('The noise check');
  comparisons(campaign.noise);
}
if (campaign.generatorCheck) generator();
if (campaign.earlierRun) {
  section('Compared with an earlier run');
  add('p', campaign.earlierRun, undefined, 'faint');
  comparisons(campaign.earlier);
}
section('Servers that took part');
table(['server', 'version', 'command'],
  campaign.servers.map(one => [one.name, one.version, one.command]));
if (campaign.skipped.length) {
  add('h3', 'Left out, and why');
  table(['what', 'why'], campaign.skipped.map(one => [one.name, one.reason]));
}
section('The machine');
table(['what', 'is'], [
  ['CPU', `${run.machine.cpu}, ${run.machine.cpus} CPUs, virtual: ${run.machine.virtual}`],
  ['kernel', run.machine.kernel],
  ['JDK', run.jdk],
  ['servers’ JVM', run.serverFlags.join(' ')],
  ['pinning', run.pinning],
  ['versions', Object.entries(run.versions).map(one => one.join(' ')).join(', ')],
  ['load average', `${run.loadAverage.before} before, ${run.loadAverage.after} after`],
  ['began, ended', `${run.began}, ${run.ended}`],
]);
const settings = add('details');
add('summary', 'Settings of the kernel', settings);
table(['name', 'value'], Object.entries(run.machine.settings), settings);
section('To repeat it');
add('pre', run.command).tabIndex = 0;
const files = add('p', 'Run it at that commit. Every sample is in ', undefined, 'faint');
link('campaign.json', 'campaign.json', files);
files.append(', the machine in ');
link('run.json', 'run.json', files);
files.append(', the output of the load generator in ');
link('raw', 'raw/', files);
files.append('.');
heads.forEach(head => link(head.textContent, '#' + head.id, contents));

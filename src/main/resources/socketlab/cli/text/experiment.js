// SPDX-License-Identifier: Apache-2.0

// data.claim as in Claim, data.record as of docs/schema/experiment.json with one experiment.
const { claim, record } = data;
const result = record.experiments[0];
const seen = result.seen.find(one => one.grade === result.grade);
const { machine, commit, jdk, command, ended } = record.run;

// As Figure.seen has it.
const text = (value, unit) => {
  const number = Number.isInteger(value) ? String(value) : String(+value.toPrecision(3));
  return unit ? `${number} ${unit}` : number;
};
const readings = figure => {
  const all = Object.entries(figure.readings);
  return new Set(all.map(one => one[1])).size === 1
    ? text(all[0][1], figure.unit)
    : all.map(([place, value]) => `${text(value, figure.unit)} by ${place}`).join(', ');
};

page.add('h1', claim.question);
page.add('p', `Experiment ${claim.id}. Seen on ${ended.slice(0, 10)}, ${machine.kernel}, ${machine.cpu}, `
  + `${machine.cpus} CPUs, ${jdk}, commit ${commit.id}${commit.dirty ? ' with changes' : ''}, by ${command}.`,
  undefined, 'faint');
page.add('pre', claim.picture);

page.add('h2', `${seen.grade}: ${seen.outcome}`);
page.add('p', seen.why);

// A line through points that jump up and down would hide them.
const isSmooth = points => {
  const rise = points.slice(1).reduce((sum, point, i) => sum + Math.abs(point[1] - points[i][1]), 0);
  return rise < 0.1 * points.length * Math.max(...points.map(point => point[1]));
};

// Series with the same axes are compared in one chart.
const charts = Map.groupBy(seen.series, one => `${one.x}\n${one.y}`);
for (const together of charts.values()) {
  const titles = together.map(one => one.title);
  page.add('h2', titles.join(' · '));
  page.chart(titles.join(', '), () => ({
    type: 'scatter',
    data: {
      datasets: together.map((one, i) => ({
        label: one.title,
        data: one.points.map(([x, y]) => ({ x, y })),
        backgroundColor: page.colour(i),
        pointRadius: one.points.length > 100 ? 1.5 : 3,
        pointBorderWidth: 0,
        showLine: isSmooth(one.points),
        borderWidth: 1,
        borderColor: page.colour(i) + '66',
      })),
    },
    options: {
      plugins: { legend: { display: together.length > 1 } },
      scales: {
        x: { title: { display: true, text: together[0].x } },
        y: { title: { display: true, text: together[0].y }, beginAtZero: true },
      },
    },
  }));
}

page.add('h2', 'Figures');
page.table(['figure', 'expected', 'seen', 'read from'], seen.figures.map(figure =>
  [figure.name, figure.expected, readings(figure), Object.keys(figure.readings).join(', ')]));

page.add('h2', 'Possible outcomes');
page.table(['outcome', 'grade', 'why', 'seen'], claim.outcomes.map(one =>
  [one.name, one.grade, one.why, `${result.counts[one.name] ?? 0}×`]));

page.add('h2', 'Sources');
const sources = page.add('ul');
claim.sources.forEach(source => page.add('li', source, sources));
page.add('h2', 'By hand');
page.add('pre', claim.tryIt).tabIndex = 0;

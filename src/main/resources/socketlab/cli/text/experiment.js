// SPDX-License-Identifier: Apache-2.0

// data.record as of docs/schema/experiment.json; data.experiments, one each of those, have the claim
// as in Claim, the verdict as sentences, and the charts as plot.js takes them.
const { record } = data;
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

const one = ({ claim, verdict, charts }, result) => {
  page.add('h1', claim.question).id = claim.id;
  page.add('p', `Experiment ${claim.id}. Seen on ${ended.slice(0, 10)}, ${machine.kernel}, ${machine.cpu}, `
    + `${machine.cpus} CPUs, ${jdk}, commit ${commit.id}${commit.dirty ? ' with changes' : ''}, by ${command}.`,
    undefined, 'faint');
  const seen = result.seen.find(run => run.grade === result.grade);
  if (!seen) {
    page.add('h2', 'Skipped');
    page.add('p', result.skipped);
    return;
  }
  page.add('h2', `${seen.grade}: ${seen.outcome}`);
  // This run's figures first, the rule after them.
  const told = page.add('div', '', undefined, 'verdict');
  verdict.forEach(sentence => page.add('p', sentence, told));
  page.add('p', seen.why);
  charts.forEach(chart => plot.draw(chart));

  page.add('h2', 'How it was set up');
  page.add('pre', claim.picture).tabIndex = 0;
  if (seen.figures.length) {
    page.add('h2', 'Figures');
    page.table(['figure', 'expected', 'seen', 'read from'], seen.figures.map(figure =>
      [figure.name, figure.expected, readings(figure), Object.keys(figure.readings).join(', ')]));
  }
  page.add('h2', 'Possible outcomes');
  page.table(['outcome', 'grade', 'why', 'seen'], claim.outcomes.map(outcome =>
    [outcome.name, outcome.grade, outcome.why, `${result.counts[outcome.name] ?? 0}×`]));
  page.add('h2', 'Sources');
  const sources = page.add('ul');
  claim.sources.forEach(source => page.add('li', source, sources));
  page.add('h2', 'By hand');
  page.add('pre', claim.tryIt).tabIndex = 0;
};

if (data.experiments.length > 1) {
  const contents = page.add('nav');
  contents.setAttribute('aria-label', 'Experiments');
  data.experiments.forEach(({ claim }) => { page.add('a', claim.id, contents).href = '#' + claim.id; });
}
data.experiments.forEach((experiment, i) => one(experiment, record.experiments[i]));

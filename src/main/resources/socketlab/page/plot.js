// SPDX-License-Identifier: Apache-2.0
// Draws the charts that page.chart has laid out: their axes are decided, and are kept.
const plot = (() => {
  const { add, colour, chart } = page;
  const isNarrow = innerWidth < 640;
  const MARKERS = ['circle', 'rectRot', 'triangle', 'rect'];
  // Beyond these numbers of points markers are smaller, and then left out of lines.
  const MANY = 16;
  const FEW = 60;
  /** Room for the names of bars, the same in all charts, so that their axes stand below each other. */
  const NAMES = isNarrow ? 112 : 240;
  const LABELS = isNarrow ? 72 : 110;

  /** A scale of Chart.js that has the axis' own ends and ticks. */
  const scale = (axis, more = {}) => ({
    type: axis.logarithmic ? 'logarithmic' : 'linear',
    min: axis.min,
    max: axis.max,
    title: { display: true, text: axis.title },
    afterBuildTicks: one => { one.ticks = axis.ticks.map(({ value }) => ({ value })); },
    ticks: {
      maxRotation: 0,
      autoSkip: true,
      autoSkipPadding: 8,
      callback: value => axis.ticks.find(tick => tick.value === value)?.label ?? '',
    },
    ...more,
  });

  /** The points of a line as they are joined. */
  const joined = ({ style, points }) => style === 'TREADS'
    ? points.flatMap(([x, y]) => [{ x, y }, { x: y, y }, { x: y, y: NaN }])
    : points.map(([x, y]) => ({ x, y }));

  const line = (one, i) => ({
    label: one.name,
    data: joined(one),
    clip: 10,
    showLine: one.style !== 'POINTS',
    stepped: one.style === 'STEPS' ? 'before' : false,
    borderColor: colour(i) + (one.beneath ? '77' : ''),
    // What lies on another line is thin and dashed, and the other is wide: both are seen.
    borderWidth: one.beneath ? 8 : 2,
    borderDash: one.depth === 0 ? [] : one.depth === 1 ? [7, 5] : [2, 5],
    backgroundColor: one.beneath ? 'transparent' : colour(i),
    pointBorderColor: colour(i),
    pointBackgroundColor: one.beneath ? 'transparent' : colour(i),
    pointBorderWidth: 1.5,
    pointStyle: MARKERS[i % MARKERS.length],
    pointRadius: at => radius(one, at.dataIndex),
    order: one.depth ? -one.depth : 0,
  });
  const radius = (one, index) => {
    if (one.style === 'TREADS') return index % 3 === 0 ? 5 : 0;
    if (one.points.length > FEW) return one.style === 'POINTS' ? 3 : 0;
    if (one.beneath) return 9;
    return one.points.length > MANY ? 3 : 4.5;
  };

  /** In a chart of moments: what happens at once lies on it. */
  const atOnce = ({ x, y }) => {
    const ends = [Math.max(x.min, y.min), Math.min(x.max, y.max)];
    return {
      label: 'without a wait',
      data: ends.map(end => ({ x: end, y: end })),
      showLine: true,
      borderColor: colour('faint'),
      borderWidth: 1,
      borderDash: [4, 4],
      pointRadius: 0,
    };
  };

  const lines = one => {
    const isJoined = one.lines.some(({ style }) => style !== 'POINTS');
    const isOfMoments = one.lines.some(({ style }) => style === 'TREADS');
    const named = one.lines.length + (isOfMoments ? 1 : 0);
    // A title along a short axis would be cut.
    if (isNarrow) add('p', `Upwards: ${one.y.title}.`, undefined, 'faint');
    chart(
      `${one.title}: ${one.y.title}, from ${one.y.ticks[0].label} to ${one.y.ticks.at(-1).label}; `
        + `along ${one.x.title}, from ${one.x.ticks[0].label} to ${one.x.ticks.at(-1).label}`,
      () => ({
        type: 'scatter',
        data: { datasets: [...one.lines.map(line), ...(isOfMoments ? [atOnce(one)] : [])] },
        options: {
          layout: { padding: { top: 4, right: 14 } },
          plugins: {
            legend: {
              display: named > 1,
              position: 'top',
              align: 'start',
              labels: {
                usePointStyle: true,
                pointStyleWidth: isJoined ? 34 : 10,
                boxHeight: 7,
                generateLabels: ({ data: { datasets } }) => datasets.map((set, i) => ({
                  text: set.label,
                  datasetIndex: i,
                  fontColor: colour('ink'),
                  strokeStyle: set.borderColor,
                  fillStyle: set.backgroundColor,
                  lineWidth: set.borderWidth,
                  lineDash: set.borderDash,
                  pointStyle: set.showLine ? 'line' : set.pointStyle,
                })),
              },
            },
          },
          scales: {
            x: scale(one.x),
            y: scale(one.y, isNarrow ? { title: { display: false } } : {}),
          },
        },
      }),
      { height: isNarrow ? 220 + (named > 1 ? 22 * named : 0) : 330 });
    if (one.note) add('p', one.note, undefined, 'faint');
  };

  /** The value at the end of each bar, and a mark where it was expected. */
  const labels = one => ({
    id: 'labels',
    afterDatasetsDraw({ ctx, scales: { x, y } }) {
      ctx.save();
      ctx.font = '12px system-ui, sans-serif';
      ctx.textBaseline = 'middle';
      one.rows.forEach((row, i) => {
        const at = y.getPixelForValue(i);
        const end = x.getPixelForValue(Math.max(0, row.value, row.expected ?? 0));
        if (row.expected !== undefined) {
          const mark = x.getPixelForValue(row.expected);
          ctx.strokeStyle = colour('ink');
          ctx.lineWidth = 2;
          ctx.beginPath();
          ctx.moveTo(mark, at - 9);
          ctx.lineTo(mark, at + 9);
          ctx.stroke();
        }
        ctx.fillStyle = colour('ink');
        ctx.fillText(row.label, end + 7, at);
      });
      ctx.restore();
    },
  });

  /** A name in lines that leave room for the bars. */
  const broken = name => {
    const most = isNarrow ? 17 : 38;
    return name.split(' ').reduce((done, word) => {
      const last = done.at(-1);
      if (last !== undefined && (last + ' ' + word).length <= most) done[done.length - 1] += ' ' + word;
      else done.push(word);
      return done;
    }, []);
  };

  let isExplained = false;
  const bars = one => {
    const names = one.rows.map(row => broken(row.name));
    if (!isExplained && one.rows.some(row => row.expected !== undefined)) {
      isExplained = true;
      add('p', 'A stroke across a bar’s line is the expected value.', undefined, 'faint');
    }
    chart(
      `${one.title}: ` + one.rows.map(row => `${row.name} ${row.label}`).join('; '),
      () => ({
        type: 'bar',
        data: {
          labels: names,
          datasets: [{
            data: one.rows.map(row => row.value),
            backgroundColor: colour(0),
            barPercentage: 0.62,
            minBarLength: 2,
          }],
        },
        options: {
          indexAxis: 'y',
          layout: { padding: { right: LABELS } },
          plugins: { legend: { display: false }, tooltip: { enabled: false } },
          scales: {
            x: scale(one.axis),
            y: {
              grid: { display: false },
              afterFit: axis => { axis.width = NAMES; },
              ticks: { autoSkip: false, color: colour('ink'), font: { size: isNarrow ? 11 : 12 } },
            },
          },
        },
        plugins: [labels(one)],
      }),
      { height: 74 + names.reduce((sum, name) => sum + Math.max(28, 14 * name.length + 10), 0) });
  };

  /** Adds a chart with its heading. */
  const draw = (one, head = 'h2') => {
    add(head, one.title);
    if (one.rows) bars(one);
    else lines(one);
  };
  return { draw, scale };
})();

// The only place that knows which version of uPlot there is.
import uPlot from '/webjars/uplot/1.6.30/dist/uPlot.esm.js';

// One colour and one dash each, so that lines differ without colour, too.
const LINES = [
  ['--line-1', []], ['--line-2', [6, 3]], ['--line-3', [2, 3]], ['--line-4', [8, 3, 2, 3]],
];

/**
 * Draws lines over time into a host, in the page's colours; what it shows must stand in a table beside it.
 *
 * @param host an element that is empty
 * @param times in seconds since 1970
 * @param lines each {label, values}, a value or null for each time
 * @param format of a value, as the axis shows it
 */
export function draw(host, times, lines, format) {
  const axis = {stroke: colour(host, '--text'), grid: {stroke: colour(host, '--rule'), width: 1}, ticks: {show: false}};
  const days = new Intl.DateTimeFormat(document.documentElement.lang, {day: 'numeric', month: 'short', timeZone: 'UTC'});
  const chart = new uPlot({
    width: Math.max(260, host.clientWidth),
    height: 220,
    cursor: {show: false},
    legend: {show: lines.length > 1},
    tzDate: at => uPlot.tzDate(new Date(at * 1000), 'UTC'),
    scales: {y: {range: (_, low, high) => [Math.min(0, low), Math.max(1, high * 1.05)]}},
    axes: [
      {...axis, space: 70, values: (_, splits) => splits.map(at => days.format(new Date(at * 1000)))},
      {...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10000], values: (_, splits) => splits.map(format)},
    ],
    series: [{}, ...lines.map(({label}, i) => {
      const [stroke, dash] = LINES[i % LINES.length];
      return {label, stroke: colour(host, stroke), dash, width: 2, points: {show: times.length < 40}};
    })],
  }, [times, ...lines.map(line => line.values)], host);
  return () => chart.destroy();
}

/** As a canvas takes it: what a property comes to in this light. */
function colour(host, property) {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  host.append(probe);
  const {color} = getComputedStyle(probe);
  probe.remove();
  return color;
}

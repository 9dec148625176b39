// How many patients there are, now and over time, against the sites' targets.
import {html, nothing} from '../lit.js';
import * as http from '../http.js';
import {draw as chart} from '../chart.js';
import {badge, empty, figure, table} from '../parts.js';
import {day, moment, number, percent, say, word} from '../words.js';

const DAYS = 90;

function open(page) {
  let enrollment = null;
  let course = null;
  let overview = null;
  let drawn = null;
  let away = () => {};

  async function read(signal) {
    [enrollment, course, overview] = await Promise.all([http.read('/enrollment', signal),
      http.read(`/enrollment/course?days=${DAYS}`, signal),
      page.session.role === 'dashboard' || !page.study ? null
        : http.read(`/studies/${encodeURIComponent(page.study)}/overview`, signal)]);
  }

  function sites() {
    const targets = new Map(Object.entries(course.targets));
    const rows = new Map(enrollment.sites.map(it => [it.site, it.enrolled]));
    targets.forEach((_, site) => rows.has(site) || rows.set(site, 0));
    return [...rows].sort(([one], [other]) => one.localeCompare(other)).map(([site, enrolled]) => {
      const target = targets.get(site) ?? null;
      return [site, number(enrolled), number(target), target ? html`<progress max=${target} value=${Math.min(enrolled, target)}
        aria-label=${say('study.of_target', {site})}></progress> ${percent(enrolled / target)}` : '–'];
    });
  }

  function draw() {
    return html`
      <dl class="figures">
        ${figure(say('study.enrolled'), html`<span id="total">${number(enrollment.total_enrollment)}</span>`,
          say('study.as_of', {at: moment(enrollment.as_of)}))}
        ${overview ? html`
          ${figure(say('study.quarantined'), number(overview.waiting.quarantined))}
          ${figure(say('study.failed'), number(overview.waiting.analysis_failed))}` : nothing}
      </dl>
      ${overview ? html`<section aria-labelledby="today"><h2 id="today">${say('study.today', {at: moment(overview.today.since)})}</h2>
        ${table(say('study.today.caption'), [say('study.state'), say('study.reports')],
          Object.entries(overview.today.reports).map(([state, count]) => [badge(state, word('state', state)), number(count)]))}
        </section>` : nothing}
      ${enrollment.sites.length === 0 ? empty(say('study.nobody'), say('study.nobody.next')) : html`
        <section aria-labelledby="over-time"><h2 id="over-time">${say('study.over_time')}</h2>
          <div id="charts" class="charts" aria-hidden="true"></div>
          <details><summary>${say('study.table')}</summary>${table(say('study.over_time'), [say('study.day'), say('study.enrolled')],
            course.days.map(each => [day(each.day), number(sum(each))]))}</details></section>
        <section aria-labelledby="sites"><h2 id="sites">${say('study.sites')}</h2>
          ${table(say('study.sites'), [say('site'), say('study.enrolled'), say('study.target'), say('study.share')], sites())}</section>`}`;
  }

  function charts(host) {
    const place = host.querySelector('#charts');
    if (!place || drawn === course || course.days.length < 2) {
      return;
    }
    away();
    drawn = course;
    away = chart(place, course.days.map(each => new Date(`${each.day}T00:00:00Z`).getTime() / 1000),
      [{label: say('study.enrolled'), values: course.days.map(sum)}], value => number(value));
  }

  return {read, draw, drawn: charts, close: () => away()};
}

function sum(each) {
  return Object.values(each.sites).reduce((one, other) => one + other, 0);
}

export default {name: 'study', roles: ['site', 'analyst', 'dashboard'], topics: ['enrollment', 'reports'], every: 15000, open};

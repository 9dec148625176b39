// What was expected of whom, and what came; whom to call.
import {html, nothing} from '../lit.js';
import * as http from '../http.js';
import {empty, more, table} from '../parts.js';
import {duration, moment, number, percent, say} from '../words.js';

const COUNTS = ['expected', 'due', 'in_time', 'late', 'overdue', 'missed', 'excused'];

function open(page) {
  let rows = [];
  let next = null;
  let many = 1;
  let overdue = [];
  let total = 0;
  let days = null;

  const site = () => page.parameters.get('site');

  const where = () => ({study: page.study, ...(site() ? {site: site()} : {})});

  async function read(signal) {
    if (!page.study) {
      return;
    }
    const [list, its] = await Promise.all([
      http.list('/compliance', where(), site() ? 'subjects' : 'sites', many, signal),
      http.read(`/compliance/overdue?${new URLSearchParams({...where(), limit: 50})}`, signal)]);
    days = list.answer;
    ({rows, next} = list);
    overdue = its.overdue;
    total = its.total;
  }

  function showMore() {
    many = rows.length + 1;
    page.reread();
  }

  function link(row) {
    return row.subject === undefined
      ? html`<a href="#/compliance?${new URLSearchParams({study: page.study, site: row.site})}">${row.site}</a>`
      : subject(row.subject);
  }

  function subject(id) {
    return html`<a href="#/subject?${new URLSearchParams({study: page.study, subject: id})}">${id}</a>`;
  }

  function draw() {
    if (!page.study) {
      return empty(say('study.none'), say('study.none.next'));
    }
    return html`
      <section aria-labelledby="to-call"><h2 id="to-call">${say('compliance.call')}</h2>
      ${overdue.length === 0 ? empty(say('compliance.call.none'), say('compliance.call.none.next')) : html`
        ${table(say('compliance.call.caption', {count: total}),
          [say('subject'), say('site'), say('compliance.instrument'), say('compliance.missing'), say('compliance.since')],
          overdue.map(each => [subject(each.subject), each.site, each.instrument,
            say('compliance.reports', {count: each.reports}),
            html`${moment(each.overdue_since)} <span class="note">${
              duration((Date.now() - new Date(each.overdue_since)) / 1000)}</span>`]))}`}
      </section>
      <section aria-labelledby="counts"><h2 id="counts">${site() ? say('compliance.at', {site: site()}) : say('compliance.sites')}</h2>
      ${site() ? html`<p><a href="#/compliance?${new URLSearchParams({study: page.study})}">${say('compliance.all')}</a></p>` : nothing}
      ${rows.length === 0 ? empty(say('compliance.none'), say('compliance.none.next')) : html`
        ${table(say('compliance.caption', {from: days.from ?? '', until: days.until ?? ''}),
          [site() ? say('subject') : say('site'), ...COUNTS.map(each => say(`compliance.${each}`)), say('compliance.rate')],
          rows.map(row => [link(row), ...COUNTS.map(each => number(row[each])), percent(row.rate)]))}
        <p class="note">${say('compliance.denominator')}</p>
        ${more(next, showMore)}`}
      </section>`;
  }

  return {read, draw};
}

export default {name: 'compliance', roles: ['site', 'analyst'], topics: ['reports'], open};

// One subject: how symptoms went by weeks, alerts, what was written, corrections.
import {html, nothing} from '../lit.js';
import * as http from '../http.js';
import {draw as chart} from '../chart.js';
import {badge, empty, failure, table} from '../parts.js';
import {day, moment, number, say, word} from '../words.js';
import {score, what} from './alerts.js';

function open(page) {
  let timeline = null;
  let words = null; // of the report that was opened: {id, versions, failed}
  let drawn = null; // what the charts show
  let away = [];

  const subject = () => page.parameters.get('subject');

  async function read(signal) {
    timeline = subject() && page.study
      ? await http.read(`/subjects/${encodeURIComponent(subject())}/timeline?${
        new URLSearchParams({study: page.study})}`, signal)
      : null;
  }

  async function look(id) {
    words = {id};
    try {
      words = {id, ...await http.read(`/reports/${id}/history`)};
    } catch (failed) {
      if (!(failed instanceof http.Refused)) {
        throw failed;
      }
      words = {id, failed};
    }
    page.draw();
    document.getElementById('words')?.focus();
  }

  function find(event) {
    event.preventDefault();
    page.go('subject', {subject: new FormData(event.target).get('subject').trim()});
  }

  function symptoms() {
    const names = new Map();
    timeline.weeks.forEach(week => week.symptoms.forEach(it => names.set(it.group, it.symptom)));
    return [...names].sort(([one], [other]) => one - other);
  }

  /** A grade is told by its number; its shade is besides. */
  function heat(weeks) {
    return html`<div class="wide" tabindex="0" role="region" aria-label=${say('subject.heat')}><table class="heat">
      <caption>${say('subject.heat')}</caption>
      <thead><tr><th scope="col">${say('subject.symptom')}</th>${weeks.map(week => html`
        <th scope="col"><abbr title=${`${day(week.from)} – ${day(week.until)}`}>${number(week.week)}</abbr></th>`)}</tr></thead>
      <tbody>${symptoms().map(([group, name]) => html`<tr><th scope="row">${name}</th>${weeks.map(week => {
        const its = week.symptoms.find(it => it.group === group);
        return its
          ? html`<td data-grade=${its.highest}>${its.lowest === its.highest ? number(its.highest)
            : `${number(its.lowest)}–${number(its.highest)}`}</td>`
          : html`<td data-grade="none">${week.reports > 0 ? '·' : html`<span class="unseen">${say('subject.gap')}</span>`}</td>`;
      })}</tr>`)}</tbody>
      <tfoot><tr><th scope="row">${say('subject.reports')}</th>${weeks.map(week => html`
        <td>${number(week.reports)}${week.compliance.due ? `/${number(week.compliance.due)}` : ''}</td>`)}</tr></tfoot>
    </table></div>`;
  }

  function alerts() {
    if (timeline.alerts.length === 0) {
      return empty(say('subject.alerts.none'), say('subject.alerts.none.next'));
    }
    return table(say('subject.alerts'), [say('alerts.raised'), say('alerts.what'), say('alerts.score'), say('subject.report')],
      timeline.alerts.map(alert => [moment(alert.raised_at),
        html`${what(alert)} ${alert.red_flag ? badge('red_flag', say('red_flag')) : nothing}`, score(alert),
        alert.report_id ? opener(alert.report_id) : say('subject.silent')]));
  }

  function opener(id) {
    return html`<button @click=${() => look(id)} data-report=${id}>${say('subject.read')}</button>`;
  }

  function reports() {
    return timeline.reports.length === 0 ? nothing : table(say('subject.sent'),
      [say('subject.completed'), say('subject.received'), say('subject.kind'), say('subject.report')],
      timeline.reports.map(report => [moment(report.completed_at), moment(report.received_at),
        report.superseded ? badge('late', say('subject.corrected'))
          : report.amends ? badge('acknowledged', say('subject.correction')) : say('subject.original'),
        opener(report.report_id)]));
  }

  function history() {
    if (words === null) {
      return nothing;
    }
    return html`<section id="words" tabindex="-1" aria-labelledby="words-title">
      <h2 id="words-title">${say('subject.words')}</h2>
      ${words.failed ? failure(words.failed) : !words.reports ? html`<p>${say('loading')}</p>` : words.reports.map(version)}
    </section>`;
  }

  function version(report) {
    const sent = report.sent ? parsed(report.sent) : null;
    return html`<article data-report=${report.report_id}>
      <h3>${moment(report.completed_at ?? report.received_at)} ${badge(report.state, word('state', report.state))}
        ${report.report_id === words.current ? badge('current', say('subject.current')) : nothing}</h3>
      ${sent?.amends_reason ? html`<p>${say('subject.because', {why: sent.amends_reason})}</p>` : nothing}
      ${sent?.narrative ? narrative(String(sent.narrative), report.analysis)
        : html`<p class="note">${report.sent ? say('subject.words.none') : say('subject.words.hidden')}</p>`}
      ${report.findings?.length ? table(say('waiting.findings'),
        [say('waiting.field'), say('waiting.sent'), say('waiting.taken'), say('waiting.rule')],
        report.findings.map(it => [it.field, it.sent ?? '–', number(it.taken_as), word('finding', it.rule)])) : nothing}
    </article>`;
  }

  function draw() {
    return html`
      <form class="tools" @submit=${find}><label for="find">${say('subject')}</label>
        <input id="find" name="subject" .value=${subject() ?? ''} autocomplete="off" required>
        <button>${say('subject.show')}</button></form>
      ${timeline === null ? empty(say('subject.which'), say('subject.which.next')) : html`
        <p>${say('subject.takes_part', {subject: timeline.subject, site: timeline.site,
          since: moment(timeline.started_at), zone: timeline.time_zone})} ${
          timeline.withdrawn_at ? say('subject.withdrawn', {at: moment(timeline.withdrawn_at)}) : ''}</p>
        ${timeline.weeks.length === 0 ? empty(say('subject.nothing'), say('subject.nothing.next')) : html`
          <section aria-labelledby="course"><h2 id="course">${say('subject.course')}</h2>
            ${heat(timeline.weeks)}
            <p class="note">${say('subject.grades')}</p>
            <div id="charts" class="charts" aria-hidden="true"></div></section>`}
        <section aria-labelledby="its-alerts"><h2 id="its-alerts">${say('screen.alerts')}</h2>${alerts()}</section>
        <section aria-labelledby="its-reports"><h2 id="its-reports">${say('subject.sent')}</h2>${reports()}</section>
        ${history()}`}`;
  }

  /** The heat map is the table behind these: they are drawn when it has changed. */
  function charts(host) {
    const place = host.querySelector('#charts');
    if (!place || drawn === timeline) {
      return;
    }
    close();
    drawn = timeline;
    const boxes = symptoms().map(([group, name]) => {
      const box = document.createElement('div');
      const title = document.createElement('p');
      title.textContent = name;
      box.append(title);
      place.append(box);
      away.push(() => box.remove());
      return {group, name, box};
    });
    // Each is as wide as its place among all of them.
    for (const {group, name, box} of boxes) {
      away.push(chart(box,
        timeline.weeks.map(week => new Date(`${week.from}T00:00:00Z`).getTime() / 1000),
        [{label: name, values: timeline.weeks.map(week => week.symptoms.find(it => it.group === group)?.highest ?? null)}],
        value => number(value)));
    }
  }

  function close() {
    away.reverse().forEach(each => each());
    away = [];
    drawn = null;
  }

  return {read, draw, drawn: charts, close};
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // it was accepted, and can be read nowhere but there
  }
}

/** What was found in a narrative, in the order of its words. */
function found(text, analysis) {
  return [
    ...(analysis?.red_flags ?? []).map(it => ({evidence: it.evidence, as: word('red_flag', it.kind), red: true})),
    ...(analysis?.signals ?? []).map(it => ({evidence: it.evidence, as: it.symptom, red: false})),
  ].filter(it => it.evidence).map(it => ({...it, at: text.indexOf(it.evidence)})).filter(it => it.at >= 0)
    .sort((one, other) => one.at - other.at);
}

/** The words as they were written, with what was found in them marked: text stays text. */
function marked(text, all) {
  const parts = [];
  let from = 0;
  for (const {at, evidence} of all) {
    if (at >= from) {
      parts.push(text.slice(from, at), html`<mark>${evidence}</mark>`);
      from = at + evidence.length;
    }
  }
  return [...parts, text.slice(from)];
}

function narrative(text, analysis) {
  const all = found(text, analysis);
  return html`<blockquote>${marked(text, all)}</blockquote>
    ${all.length === 0 ? nothing : html`<p class="note">${say('subject.found')}</p>
      <ul>${all.map(it => html`<li>${it.as} ${it.red ? badge('red_flag', say('red_flag')) : nothing}: “${it.evidence}”</li>`)}</ul>`}`;
}

export default {name: 'subject', roles: ['site', 'analyst'], topics: ['alerts', 'reports'], open};

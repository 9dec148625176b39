// What waits for an answer, the overdue first; and what was answered.
import {html, nothing, repeat} from '../lit.js';
import * as http from '../http.js';
import {badge, dialog, empty, failure, figure, more, show, subjectLink} from '../parts.js';
import {duration, moment, number, percent, say, word} from '../words.js';

const STATES = ['waiting', 'acknowledged'];
const MOST = 50;
const MOST_AT_ONCE = 200;
const NOTE = 2000;

function open(page) {
  let alerts = [];
  let next = null;
  let many = MOST;
  let counts = null;
  let actions = [];
  let chosen = new Set();
  let asked = null; // the ids that are being answered
  let refused = null;
  let busy = false;

  const state = () => page.parameters.get('state') ?? STATES[0];
  const mayAnswer = () => page.session.role === 'site';

  async function read(signal) {
    const query = {limit: MOST, ...(page.study ? {study: page.study} : {}),
      ...(state() === 'acknowledged' ? {state: 'acknowledged'} : {})};
    const [list, its] = await Promise.all([http.list('/alerts', query, 'alerts', many, signal),
      page.study ? http.read(`/studies/${encodeURIComponent(page.study)}/overview`, signal) : null]);
    alerts = list.rows;
    next = list.next;
    counts = its?.alerts ?? null;
    actions = its?.actions ?? [];
    const there = new Set(alerts.map(alert => alert.id));
    chosen = new Set([...chosen].filter(id => there.has(id)));
  }

  function showMore() {
    many = alerts.length + MOST;
    page.reread();
  }

  function choose(id, on) {
    if (on) {
      chosen.add(id);
    } else {
      chosen.delete(id);
    }
    page.draw();
  }

  function ask(ids) {
    asked = ids.slice(0, MOST_AT_ONCE);
    refused = null;
    page.draw();
  }

  async function answer(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const ids = asked;
    const after = followerOf(ids);
    busy = true;
    page.draw();
    try {
      const note = form.get('note').trim();
      const {results} = await http.change('POST', '/alerts/acknowledge',
        {alerts: ids, action: form.get('action'), ...(note ? {note} : {})});
      const done = results.filter(result => result.status === 200);
      done.forEach(result => chosen.delete(result.id));
      busy = false;
      close();
      await page.reread();
      page.tell([say('alerts.answered', {count: done.length}), ...results.filter(it => it.status !== 200).map(why)].join(' '));
      focus(after);
    } catch (failed) {
      if (!(failed instanceof http.Refused)) {
        throw failed;
      }
      busy = false;
      refused = failed; // what was typed is still there
      page.draw();
    }
  }

  function why(result) {
    const first = result.alert?.answers.findLast(it => !it.taken_back);
    return result.code === 'already_acknowledged' && first
      ? say('alerts.already', {id: String(result.id), by: first.by, action: word('action', first.action)})
      : say('alerts.refused', {id: String(result.id), why: word('problem', result.code)});
  }

  /** Which one is next in the list when these are gone. */
  function followerOf(ids) {
    const last = Math.max(...ids.map(id => alerts.findIndex(alert => alert.id === id)));
    return alerts.slice(last + 1).find(alert => !ids.includes(alert.id))?.id ?? null;
  }

  function focus(id) {
    const row = document.querySelector(`[data-alert="${id}"] button.answer`);
    (row ?? document.querySelector('#screen h1')).focus();
  }

  function close() {
    asked = null;
    document.querySelector('dialog')?.close();
    page.draw();
  }

  function drawRow(alert) {
    const given = alert.answers.findLast(it => !it.taken_back);
    return html`<tr data-alert=${alert.id} data-overdue=${alert.overdue}>
      ${mayAnswer() && state() === 'waiting' ? html`<td data-label=${say('alerts.choose')}><input type="checkbox"
        .checked=${chosen.has(alert.id)} @change=${event => choose(alert.id, event.target.checked)}
        aria-label=${say('alerts.choose.one', {what: what(alert), subject: alert.subject})}></td>` : nothing}
      <th scope="row" data-label=${say('subject')}><a href=${subjectLink(alert)}>${alert.subject}</a> <span class="note">${alert.site}</span></th>
      <td data-label=${say('alerts.what')}>${what(alert)} ${
        alert.red_flag ? badge('red_flag', say('red_flag')) : nothing} ${alert.late ? badge('late', say('alerts.late')) : nothing}</td>
      <td data-label=${say('alerts.score')} class="number">${score(alert)}</td>
      <td data-label=${say('alerts.age')}>${state() === 'waiting'
        ? html`${alert.overdue ? badge('overdue', say('overdue')) : nothing} ${say('alerts.of_limit',
            {age: duration(alert.age_seconds), limit: duration(alert.limit_seconds)})}`
        : moment(alert.raised_at)}</td>
      <td data-label=${say('alerts.state')}>${badge(alert.state, word('alert_state', alert.state))}${
        given && state() === 'acknowledged' ? html` ${word('action', given.action)}, ${given.by}, ${moment(given.at)} ${
          given.in_time ? nothing : badge('late', say('alerts.too_late'))}${given.note ? html`<br>${given.note}` : nothing}`
        : alert.role ? html` <span class="note">${word('role', alert.role)}</span>` : nothing}</td>
      ${mayAnswer() && state() === 'waiting' ? html`<td><button class="answer" @click=${() => ask([alert.id])}
        aria-label=${say('alerts.answer.one', {what: what(alert), subject: alert.subject})}>${say('alerts.answer')}</button></td>` : nothing}
    </tr>`;
  }

  function list() {
    if (alerts.length === 0) {
      return state() === 'waiting'
        ? empty(say('alerts.none'), say('alerts.none.next'))
        : empty(say('alerts.none_answered'), say('alerts.none_answered.next'));
    }
    const choice = mayAnswer() && state() === 'waiting';
    return html`<table class="stacked">
      <caption>${say(`alerts.caption.${state()}`)}</caption>
      <thead><tr>${choice ? html`<th scope="col"><span class="unseen">${say('alerts.choose')}</span></th>` : nothing}
        <th scope="col">${say('subject')}</th><th scope="col">${say('alerts.what')}</th>
        <th scope="col">${say('alerts.score')}</th><th scope="col">${say(state() === 'waiting' ? 'alerts.age' : 'alerts.raised')}</th>
        <th scope="col">${say('alerts.state')}</th>${
        choice ? html`<th scope="col"><span class="unseen">${say('alerts.answer')}</span></th>` : nothing}</tr></thead>
      <tbody>${repeat(alerts, alert => alert.id, drawRow)}</tbody>
    </table>
    ${more(next, showMore)}`;
  }

  function draw() {
    return html`
      ${counts ? html`<dl class="figures">
        ${figure(say('alerts.waiting'), number(counts.open + counts.escalated))}
        ${figure(say('overdue'), number(counts.overdue))}
        ${figure(say('alerts.in_time'), counts.answered ? percent(counts.answered_in_time / counts.answered) : '–',
          say('alerts.in_time.of', {count: counts.answered}))}
      </dl>` : nothing}
      <div class="tools">
        <label>${say('alerts.show')} <select id="alerts-state" @change=${event =>
          page.go('alerts', {state: event.target.value === STATES[0] ? null : event.target.value})}>${STATES.map(each => html`
          <option value=${each} ?selected=${each === state()}>${say(`alerts.show.${each}`)}</option>`)}</select></label>
        ${mayAnswer() && state() === 'waiting' ? html`<button id="answer-chosen" ?disabled=${chosen.size === 0}
          @click=${() => ask([...chosen])}>${say('alerts.answer.chosen', {count: chosen.size})}</button>` : nothing}
      </div>
      ${list()}
      ${asked ? dialog(say('alerts.dialog', {count: asked.length}), html`
        <form @submit=${answer}>
          <ul>${asked.map(id => alerts.find(alert => alert.id === id)).filter(Boolean).map(alert => html`
            <li>${alert.subject}: ${what(alert)}</li>`)}</ul>
          ${refused ? failure(refused) : nothing}
          <label for="action">${say('alerts.action')}</label>
          <select id="action" name="action" required><option value="">${say('alerts.action.choose')}</option>${
            actions.map(each => html`<option value=${each}>${word('action', each)}</option>`)}</select>
          <label for="note">${say('alerts.note')}</label>
          <textarea id="note" name="note" rows="3" maxlength=${NOTE}></textarea>
          <p class="buttons"><button id="acknowledge" class="first" ?disabled=${busy}>${say('alerts.acknowledge')}</button>
            <button type="button" @click=${close}>${say('cancel')}</button></p>
        </form>`, () => { asked = null; page.draw(); }) : nothing}`;
  }

  return {read, draw, drawn: show};
}

/** The symptom, or what else it is about, in a few words. */
export function what(alert) {
  if (alert.red_flag) {
    return word('red_flag', alert.red_flag);
  }
  return alert.symptom ?? alert.item ?? word('rule', alert.rule);
}

/** The score, and what it was before. */
export function score(alert) {
  if (alert.score === undefined || alert.score === null) {
    return '–';
  }
  return alert.previous === undefined || alert.previous === null
    ? number(alert.score)
    : say('alerts.change', {previous: alert.previous, score: alert.score});
}

export default {name: 'alerts', roles: ['site', 'analyst'], topics: ['alerts'], open};

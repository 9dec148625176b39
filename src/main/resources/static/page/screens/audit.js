// Who did what, the newest first; and the same as a file.
import {html, nothing, repeat} from '../lit.js';
import * as http from '../http.js';
import {empty} from '../parts.js';
import {moment, say, word} from '../words.js';

const ACTS = ['accepted', 'amended', 'released', 'replayed', 'read', 'exported', 'acknowledged', 'taken_back', 'escalated',
  'registered', 'excused', 'code_made', 'device_activated', 'device_revoked', 'token_made', 'token_revoked', 'signed_in',
  'signed_out', 'refused', 'sent_again', 'started', 'stopped', 'linked'];
const TEXTS = ['by', 'about'];
const TIMES = ['from', 'to'];
const LONGEST = 200;

function open(page) {
  let entries = [];
  let next = null;
  let lookedTo = null;
  let wanted = 'newest'; // or what is older; null when all that was asked for is shown

  const given = name => page.parameters.get(name) ?? '';

  /** As the service is asked: times are of a zone, and what is empty is any. */
  function query() {
    const asked = Object.fromEntries([...TEXTS, 'what'].map(name => [name, given(name)]));
    for (const name of TIMES) {
      asked[name] = given(name) && new Date(given(name)).toISOString();
    }
    asked.study = given('every') ? '' : page.study ?? '';
    return Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
  }

  /** What is shown stays until more, or something else, is asked for; till then only whether the service is there. */
  async function read(signal) {
    if (wanted === null) {
      await http.read('/session', signal);
      return;
    }
    const further = wanted === 'older';
    const answer = await http.read(`/audit?${new URLSearchParams({...query(), ...(further ? {after: next} : {})})}`, signal);
    entries = [...(further ? entries : []), ...answer.entries];
    next = answer.next;
    lookedTo = answer.looked_to;
    wanted = null;
  }

  function older() {
    wanted = 'older';
    page.reread();
  }

  function ask(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const asked = Object.fromEntries([...TIMES, 'what', ...TEXTS, 'every'].map(name => [name, (form.get(name) ?? '').trim()]));
    const before = location.hash;
    page.go('audit', asked);
    if (location.hash === before) {
      wanted = 'newest'; // the same again: what was done meanwhile
      page.reread();
    }
  }

  function said(entry) {
    return html`${entry.why ? html`<p>${entry.why}</p>` : nothing}${entry.changes?.length ? html`<ul>${entry.changes.map(each => html`
      <li>${each.field}: ${each.old ?? '–'} → ${each.new ?? '–'}</li>`)}</ul>` : nothing}`;
  }

  function row(entry) {
    return html`<tr>
      <th scope="row" data-label=${say('audit.at')}>${moment(entry.at)}
        <span class="note">${say('audit.entry', {chain: String(entry.chain), number: String(entry.number)})}</span></th>
      <td data-label=${say('audit.what')}>${word('act', entry.what)}</td>
      <td data-label=${say('audit.by')}>${entry.by} ${entry.role ? html`<span class="note">${word('role', entry.role)}</span>` : nothing}</td>
      <td data-label=${say('study')}>${entry.study ?? '–'}</td>
      <td data-label=${say('audit.about')}>${entry.about ?? '–'}</td>
      ${mayRead() ? html`<td data-label=${say('audit.why')}>${said(entry)}</td>` : nothing}
    </tr>`;
  }

  const mayRead = () => page.session.role === 'analyst' && page.session.may.includes('narratives');

  function filters() {
    return html`<form class="tools" @submit=${ask}>
      ${TIMES.map(name => html`<label>${say(`audit.${name}`)} <input type="datetime-local" name=${name} .value=${given(name)}></label>`)}
      <label>${say('audit.what')} <select name="what"><option value="">${say('audit.any')}</option>${ACTS.map(each => html`
        <option value=${each} ?selected=${each === given('what')}>${word('act', each)}</option>`)}</select></label>
      ${TEXTS.map(name => html`<label>${say(`audit.${name}`)} <input name=${name} .value=${given(name)} maxlength=${LONGEST}
        autocomplete="off" aria-describedby=${name === 'about' ? 'about-help' : nothing}></label>`)}
      ${page.study ? html`<label><input type="checkbox" name="every" value="1" .checked=${given('every') !== ''}>
        ${say('audit.every_study')}</label>` : nothing}
      <button class="first" id="audit-show">${say('audit.show')}</button>
      <a class="button" id="audit-download" href=${`/audit/export?${new URLSearchParams(query())}`} download>${say('audit.download')}</a>
    </form>
    <p class="note" id="about-help">${say('audit.about.help')}</p>`;
  }

  function list() {
    if (entries.length === 0) {
      return next ? empty(say('audit.none.yet'), say('audit.none.yet.next')) : empty(say('audit.none'), say('audit.none.next'));
    }
    return html`<table class="stacked"><caption>${say('audit.caption')}</caption>
      <thead><tr>${['audit.at', 'audit.what', 'audit.by', 'study', 'audit.about', ...(mayRead() ? ['audit.why'] : [])]
        .map(each => html`<th scope="col">${say(each)}</th>`)}</tr></thead>
      <tbody>${repeat(entries, entry => `${entry.chain}:${entry.number}`, row)}</tbody></table>`;
  }

  function draw() {
    return html`${filters()}${list()}
      ${next ? html`<p class="note" role="status">${say('audit.looked', {at: moment(lookedTo)})}</p>
        <p><button class="older" @click=${older}>${say('audit.older')}</button></p>` : nothing}`;
  }

  return {read, draw};
}

export default {name: 'audit', roles: ['analyst', 'ops'], topics: [], open};

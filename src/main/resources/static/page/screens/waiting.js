// Reports that wait for a person: what was sent, what it was taken as, by which rule.
import {html, nothing, repeat} from '../lit.js';
import * as http from '../http.js';
import {badge, dialog, empty, failure, more, show, subjectLink, table} from '../parts.js';
import {moment, number, say, word} from '../words.js';

const STATES = ['quarantined', 'analysis_failed'];
const MOST = 20;
const REASON = 500;

function open(page) {
  let reports = [];
  let next = null;
  let many = MOST;
  let amending = null; // {report, sent, failed}
  let busy = false;

  const state = () => page.parameters.get('state') ?? (page.session.role === 'ops' ? STATES[1] : STATES[0]);

  async function read(signal) {
    ({rows: reports, next} = await http.list('/reports', {state: state(), limit: MOST}, 'reports', many, signal));
  }

  function showMore() {
    many = reports.length + MOST;
    page.reread();
  }

  /** Releases or replays one, for the reason that was typed beside it, if one was. */
  async function move(report, how) {
    const reason = document.getElementById(`why-${report.report_id}`).value.trim();
    const after = reports[reports.indexOf(report) + 1]?.report_id;
    busy = true;
    page.draw();
    let text;
    try {
      await http.change('POST', `/reports/${report.report_id}/${how}`, reason ? {reason} : undefined);
      text = say(`waiting.${how}d`);
    } catch (refused) {
      if (!(refused instanceof http.Refused)) {
        throw refused;
      }
      text = refused.status === 0 ? say('lost.call') : say('refused', {why: refused.message});
    }
    busy = false;
    await page.reread();
    page.tell(text);
    (document.querySelector(`[data-report="${after}"] button`) ?? document.querySelector('#screen h1')).focus();
  }

  async function amend(report) {
    amending = {report, sent: null, failed: null};
    try {
      const {reports: versions} = await http.read(`/reports/${report.report_id}/history`);
      const version = versions.find(it => it.report_id === report.report_id);
      amending.sent = JSON.parse(version.sent);
    } catch (failed) {
      amending.failed = failed instanceof http.Refused ? failed : new http.Refused(0, {});
    }
    page.draw();
  }

  async function correct(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const {report, sent} = amending;
    const responses = {...(sent.responses ?? {})};
    for (const item of Object.keys(responses)) {
      responses[item] = answer(form.get(`item ${item}`), responses[item]);
    }
    busy = true;
    page.draw();
    try {
      await http.change('POST', '/reports', {...sent, responses, report_id: amending.id ??= crypto.randomUUID(),
        amends: report.report_id, amends_reason: form.get('reason').trim()});
      busy = false;
      close();
      await page.reread();
      page.tell(say('waiting.amended'));
      document.querySelector('#screen h1').focus();
    } catch (failed) {
      if (!(failed instanceof http.Refused)) {
        throw failed;
      }
      busy = false;
      amending.failed = failed;
      page.draw();
    }
  }

  function close() {
    document.querySelector('dialog')?.close();
    amending = null;
    page.draw();
  }

  const mayRelease = report => page.session.role === 'site' && report.state === 'quarantined';
  const mayReplay = report => page.session.role === 'ops' && report.state === 'analysis_failed';

  function one(report) {
    const flags = report.assessment?.alerts ?? [];
    return html`<article data-report=${report.report_id} aria-labelledby=${`r-${report.report_id}`}>
      <h2 id=${`r-${report.report_id}`}>${moment(report.completed_at ?? report.received_at)}
        ${report.subject ? html`<a href=${subjectLink(report)}>${report.subject}</a>` : nothing}
        ${badge(report.state, word('state', report.state))}
        ${flags.some(it => it.red_flag) ? badge('red_flag', say('red_flag')) : nothing}</h2>
      <p class="note">${report.study}, ${report.site}. ${say('waiting.id', {id: report.report_id, at: moment(report.received_at)})}</p>
      ${report.findings?.length ? table(say('waiting.findings'),
        [say('waiting.field'), say('waiting.sent'), say('waiting.taken'), say('waiting.rule')],
        report.findings.map(it => [it.field, it.sent ?? '–', number(it.taken_as),
          html`${word('finding', it.rule)} ${it.doubtful ? badge('overdue', say('waiting.doubtful')) : nothing}`])) : nothing}
      ${report.analysis?.last_failure ? html`<p>${say('waiting.failed', {count: report.analysis.attempts,
        why: word('failure', report.analysis.last_failure)})}</p>` : nothing}
      ${mayRelease(report) || mayReplay(report) ? html`<label for=${`why-${report.report_id}`}>${say('waiting.why')}</label>
        <input id=${`why-${report.report_id}`} maxlength=${REASON}>` : nothing}
      <p class="buttons">
        ${mayRelease(report) ? html`
          <button class="release" ?disabled=${busy} @click=${() => move(report, 'release')}>${say('waiting.release')}</button>
          <button class="amend" ?disabled=${busy} @click=${() => amend(report)}>${say('waiting.amend')}</button>` : nothing}
        ${mayReplay(report) ? html`
          <button class="replay" ?disabled=${busy} @click=${() => move(report, 'replay')}>${say('waiting.replay')}</button>` : nothing}
      </p>
    </article>`;
  }

  function form() {
    const {report, sent, failed} = amending;
    return dialog(say('waiting.amend.title'), html`
      ${failed ? failure(failed) : nothing}
      ${sent ? html`<form @submit=${correct}>
        <p class="note">${say('waiting.amend.help')}</p>
        ${Object.entries(sent.responses ?? {}).map(([item, given], i) => html`
          <label for=${`item-${i}`}>${item}</label>
          <input id=${`item-${i}`} name=${`item ${item}`} value=${typeof given === 'object' ? JSON.stringify(given) : given}
            data-doubtful=${(report.findings ?? []).some(it => it.field === item && it.doubtful)}>`)}
        <label for="reason">${say('waiting.reason')}</label>
        <textarea id="reason" name="reason" rows="2" required maxlength=${REASON}></textarea>
        <p class="buttons"><button id="correct" class="first" ?disabled=${busy}>${say('waiting.correct')}</button>
          <button type="button" @click=${close}>${say('cancel')}</button></p>
      </form>` : html`<p class="buttons"><button type="button" @click=${close}>${say('cancel')}</button></p>`}`,
    () => { amending = null; page.draw(); });
  }

  function draw() {
    return html`
      <div class="tools"><label>${say('waiting.show')} <select id="waiting-state" @change=${event =>
        page.go('waiting', {state: event.target.value})}>${STATES.map(each => html`
        <option value=${each} ?selected=${each === state()}>${word('state', each)}</option>`)}</select></label></div>
      ${reports.length === 0 ? empty(say(`waiting.none.${state()}`), say(`waiting.none.${state()}.next`))
        : repeat(reports, report => report.report_id, one)}
      ${more(next, showMore)}
      ${amending ? form() : nothing}`;
  }

  return {read, draw, drawn: show};
}

/** As it was sent, if it is still the same; else a number where one was typed. */
function answer(typed, sent) {
  if (typed === String(typeof sent === 'object' ? JSON.stringify(sent) : sent)) {
    return sent;
  }
  return /^-?\d+$/.test(typed.trim()) ? Number(typed) : typed;
}

export default {name: 'waiting', roles: ['site', 'analyst', 'ops'], topics: ['reports'], open};

// The page: who is signed in, which screen is shown, and whether the service is there.
import {html, nothing, render} from './lit.js';
import * as http from './http.js';
import {listen} from './events.js';
import {failure} from './parts.js';
import {signIn} from './signin.js';
import {LANGUAGES, clock, preferred, say, speak, spoken, word, zone} from './words.js';
import alerts from './screens/alerts.js';
import audit from './screens/audit.js';
import compliance from './screens/compliance.js';
import deliveries from './screens/deliveries.js';
import service from './screens/service.js';
import study from './screens/study.js';
import subject from './screens/subject.js';
import waiting from './screens/waiting.js';

const SCREENS = [alerts, compliance, subject, waiting, study, service, deliveries, audit];
const AGAIN = 60000; // ms; what no event told of
const TOGETHER = 1000; // ms in which several events are one

const host = document.getElementById('page');

let session = null;
let ways = {token: true, provider: null};
let refusal = new URLSearchParams(location.search).get('refused');
let studies = [];
let shown = null; // {screen, view, reading, failed}
let heardAt = null;
let lost = false;
let said = '';
let hush = () => {}; // ends the stream
let due = null; // when the screen is read again
let soon = false; // whether an event has asked for that

/** What stands behind the #: a screen and its parameters. */
function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return {name: path, parameters: new URLSearchParams(query ?? '')};
}

function mine() {
  return SCREENS.filter(screen => screen.roles.includes(session.role));
}

/** Goes to a screen; what is null in the parameters is left out. */
function go(name, parameters = {}) {
  const query = new URLSearchParams();
  const study = place().parameters.get('study');
  for (const [key, value] of Object.entries({study, ...parameters})) {
    if (value) {
      query.set(key, value);
    }
  }
  location.hash = `#/${name}?${query}`;
}

/** What a screen has of the page. */
const page = {
  get session() { return session; },
  get study() { return place().parameters.get('study') ?? studies[0] ?? null; },
  get parameters() { return place().parameters; },
  go,
  draw,
  /** Told to who listens, and shown at the foot. */
  tell(text) {
    said = text;
    draw();
  },
  reread() {
    return reread();
  },
};

async function open() {
  await show();
  document.getElementById('screen')?.querySelector('h1')?.focus();
}

async function show() {
  const {name} = place();
  const screen = mine().find(each => each.name === name) ?? mine()[0];
  shown?.reading?.abort();
  shown?.view.close?.();
  shown = {screen, view: screen.open(page), reading: null, failed: null, loaded: false};
  said = '';
  draw();
  await reread();
}

/** Reads what is shown anew. What is being typed stays: only what was read is drawn again. */
async function reread() {
  clearTimeout(due);
  soon = false;
  const mineNow = shown;
  if (mineNow === null) {
    return; // signed out meanwhile
  }
  mineNow.reading?.abort();
  const reading = new AbortController();
  mineNow.reading = reading;
  try {
    await readStudies(reading.signal);
    await mineNow.view.read(reading.signal);
    mineNow.failed = null;
    mineNow.loaded = true;
    hear();
  } catch (failed) {
    if (reading.signal.aborted) {
      return; // somebody reads anew, or looks elsewhere
    }
    if (!(failed instanceof http.Refused)) {
      throw failed;
    }
    mineNow.failed = failed;
    if (failed.status === 0) {
      lose();
    }
  }
  if (mineNow === shown && session) {
    if (!soon) {
      due = setTimeout(reread, mineNow.screen.every ?? AGAIN);
    }
    draw();
  }
}

/** What asks again while it waits must not make it wait for longer. */
function rereadSoon() {
  if (!soon) {
    soon = true;
    clearTimeout(due);
    due = setTimeout(reread, TOGETHER);
  }
}

function hear() {
  heardAt = new Date();
  lost = false;
}

/** A stream does not say why it was not opened; the session does. */
async function lose() {
  lost = true;
  draw();
  try {
    await http.read('/session');
  } catch (refused) {
    if (refused.status === 401) {
      stop();
    }
  }
}

/** A page that was just loaded is read from its top; who has signed in, or goes elsewhere, from its heading. */
function start(who, begin = open) {
  session = who;
  http.signedIn(who);
  refusal = null;
  hush = listen({
    opened: rereadSoon, // what changed before it, it does not tell
    heard() {
      hear();
      draw();
    },
    lost: lose,
    changed(topics) {
      if (shown?.screen.topics.some(topic => topics.includes(topic))) {
        rereadSoon();
      }
    },
    ended: stop,
  });
  return begin();
}

/** A site's first report makes its study known; those who run the service have none. */
async function readStudies(signal) {
  if (studies.length === 0 && session.role !== 'ops') {
    ({studies} = await http.read('/studies', signal));
  }
}

function stop() {
  if (session === null) {
    return;
  }
  hush();
  clearTimeout(due);
  shown?.reading?.abort();
  shown?.view.close?.();
  session = null;
  studies = [];
  shown = null;
  lost = false;
  refusal = 'ended';
  http.signedIn(null);
  draw();
}

async function leave(path) {
  try {
    await http.change('DELETE', path);
  } catch (refused) {
    if (refused.status !== 401) {
      page.tell(say('refused', {why: refused.message}));
      return;
    }
  }
  stop();
  refusal = null;
  draw();
}

function head() {
  const current = shown?.screen.name;
  return html`
    <a class="skip" href="#screen" @click=${skip}>${say('skip')}</a>
    <header>
      <p class="name">ePRO Intake</p>
      <nav aria-label=${say('nav')}><ul>${mine().map(each => html`
        <li><a href="#/${each.name}?${new URLSearchParams(page.study ? {study: page.study} : {})}"
          data-screen=${each.name} aria-current=${current === each.name ? 'page' : nothing}
          >${say(`screen.${each.name}`)}</a></li>`)}</ul></nav>
      <div class="who">
        ${studies.length > 0 ? html`<label>${say('study')}
          <select id="study" @change=${event => go(shown.screen.name, {study: event.target.value})}>${
            studies.map(each => html`<option ?selected=${each === page.study}>${each}</option>`)}</select></label>` : nothing}
        ${languages()}
        <details><summary id="account">${session.name}</summary><div>
          <button id="sign-out" @click=${() => leave('/session')}>${say('sign_out')}</button>
          <button @click=${() => leave('/sessions')}>${say('sign_out.everywhere')}</button>
        </div></details>
      </div>
    </header>`;
}

/** A link of a page of its own would change what stands behind the #. */
function skip(event) {
  event.preventDefault();
  document.getElementById('screen').focus();
}

function languages() {
  return html`<label><span lang="en">Language</span> <span lang="zh-Hans">语言</span>
    <select id="language" @change=${async event => {
      await speak(event.target.value);
      draw();
    }}>${Object.entries(LANGUAGES).map(([code, name]) => html`
      <option value=${code} lang=${code} ?selected=${code === spoken()}>${name}</option>`)}</select></label>`;
}

function foot() {
  return html`<footer>
    <p id="connection" role="status" data-state=${lost ? 'lost' : 'heard'}>${
      heardAt === null ? say('loading')
        : lost ? say('lost', {at: clock(heardAt)}) : say('heard', {at: clock(heardAt), zone: zone()})}</p>
    <p id="whose">${session.name} · ${say('role', {role: word('role', session.role)})} · ${
      session.sites ? say('sites', {sites: session.sites.join(', ')}) : say('sites.all')}</p>
    <p id="said" role="status">${said}</p>
  </footer>`;
}

function draw() {
  document.title = session && shown ? `${say(`screen.${shown.screen.name}`)} – ePRO Intake` : 'ePRO Intake';
  if (session === null) {
    render(html`<header><p class="name">ePRO Intake</p><div class="who">${languages()}</div></header>
      ${signIn(ways, refusal, start)}`, host);
    return;
  }
  render(html`${head()}
    <main id="screen" tabindex="-1">
      ${lost ? html`<p class="banner">${say('lost', {at: clock(heardAt)})}</p>` : nothing}
      <h1 tabindex="-1">${say(`screen.${shown.screen.name}`)}</h1>
      ${shown.failed && shown.failed.status !== 0 ? failure(shown.failed) : nothing}
      ${shown.loaded ? shown.view.draw() : shown.failed ? nothing : html`<p>${say('loading')}</p>`}
    </main>
    ${foot()}`, host);
  shown.view.drawn?.(host);
}

http.whenEnded(stop);
window.addEventListener('hashchange', () => session && open());
await speak(preferred());
if (location.search) {
  history.replaceState(null, '', location.pathname + location.hash);
}
try {
  await start(await http.read('/session'), show);
} catch {
  ways = await http.read('/session/ways').catch(() => ways);
  draw();
}

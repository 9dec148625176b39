// What is shown while nobody is signed in.
import {html, nothing} from './lit.js';
import * as http from './http.js';
import {say} from './words.js';

let wrong = null;

/**
 * @param ways that there are, as the service tells them
 * @param refusal why somebody is here again; null for nothing
 * @param welcome takes the session of who has signed in
 */
export function signIn(ways, refusal, welcome) {
  return html`<main id="screen" class="narrow">
    <h1>${say('sign_in')}</h1>
    <p id="refusal" role="alert">${wrong ?? (refusal ? say(`sign_in.refused.${refusal}`) : '')}</p>
    ${ways.provider ? html`<p><a class="button" id="provider" href=${ways.provider.href}>${
      say('sign_in.provider', {name: ways.provider.name})}</a></p>` : nothing}
    ${ways.token ? html`<form @submit=${event => enter(event, welcome)}>
      <label for="token">${say('sign_in.token')}</label>
      <input id="token" type="password" required autocomplete="off" spellcheck="false" aria-describedby="token-help">
      <p id="token-help" class="note">${say('sign_in.token.help')}</p>
      <button id="sign-in" class="first">${say('sign_in')}</button>
    </form>` : nothing}
  </main>`;
}

async function enter(event, welcome) {
  event.preventDefault();
  const form = event.target;
  const field = form.querySelector('#token');
  try {
    const session = await http.change('POST', '/session', {token: field.value.trim()});
    wrong = null;
    form.reset();
    await welcome(session);
  } catch (refused) {
    if (!(refused instanceof http.Refused)) {
      throw refused;
    }
    wrong = refused.status === 0 ? say('lost.call') : say('refused', {why: refused.message});
    document.getElementById('refusal').textContent = wrong;
    field.focus();
    field.select();
  }
}

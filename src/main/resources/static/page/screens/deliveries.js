// What recipients were told of alerts, and what could not be delivered.
import {html, nothing, repeat} from '../lit.js';
import * as http from '../http.js';
import {badge, empty, more} from '../parts.js';
import {moment, number, say, word} from '../words.js';

const STATES = ['set_aside', 'waiting', 'sent'];
const MOST = 50;

function open(page) {
  let deliveries = [];
  let next = null;
  let many = MOST;

  const state = () => page.parameters.get('state') ?? STATES[0];

  async function read(signal) {
    ({rows: deliveries, next} = await http.list('/deliveries', {state: state(), limit: MOST}, 'deliveries', many, signal));
  }

  function showMore() {
    many = deliveries.length + MOST;
    page.reread();
  }

  async function again(delivery) {
    let text;
    try {
      await http.change('POST', `/deliveries/${delivery.delivery_id}/send-again`);
      text = say('deliveries.again.done', {recipient: delivery.recipient});
    } catch (refused) {
      if (!(refused instanceof http.Refused)) {
        throw refused;
      }
      text = refused.status === 0 ? say('lost.call') : say('refused', {why: refused.message});
    }
    await page.reread();
    page.tell(text);
    document.querySelector('#screen h1').focus();
  }

  function row(each) {
    return html`<tr data-delivery=${each.delivery_id}>
      <th scope="row" data-label=${say('deliveries.recipient')}>${each.recipient} <span class="note">${word('channel', each.channel)}</span></th>
      <td data-label=${say('deliveries.about')}>${say('deliveries.alert', {id: String(each.alert), site: each.site, study: each.study})}
        ${word('notice', each.kind)}</td>
      <td data-label=${say('alerts.state')}>${badge(each.state, word('delivery', each.state))}</td>
      <td data-label=${say('deliveries.attempts')}>${number(each.attempts)}</td>
      <td data-label=${say('deliveries.error')}>${each.last_error ?? '–'}</td>
      <td data-label=${say('deliveries.tried')}>${moment(each.last_tried_at)}</td>
      <td>${each.state === 'set_aside' ? html`<button @click=${() => again(each)}
        aria-label=${say('deliveries.again.one', {recipient: each.recipient, id: String(each.alert)})}>${say('deliveries.again')}</button>` : nothing}</td>
    </tr>`;
  }

  function draw() {
    return html`
      <div class="tools"><label>${say('deliveries.show')} <select id="deliveries-state" @change=${event =>
        page.go('deliveries', {state: event.target.value})}>${STATES.map(each => html`
        <option value=${each} ?selected=${each === state()}>${word('delivery', each)}</option>`)}</select></label></div>
      ${deliveries.length === 0 ? empty(say(`deliveries.none.${state()}`), say('deliveries.none.next')) : html`
        <table class="stacked"><caption>${say('screen.deliveries')}</caption>
          <thead><tr>${['deliveries.recipient', 'deliveries.about', 'alerts.state', 'deliveries.attempts', 'deliveries.error', 'deliveries.tried']
            .map(each => html`<th scope="col">${say(each)}</th>`)}<th scope="col"><span class="unseen">${say('deliveries.again')}</span></th></tr></thead>
          <tbody>${repeat(deliveries, each => each.delivery_id, row)}</tbody></table>
        ${more(next, showMore)}`}`;
  }

  return {read, draw};
}

export default {name: 'deliveries', roles: ['ops'], topics: ['deliveries'], open};

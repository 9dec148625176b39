// How the replica that answers does.
import {html} from '../lit.js';
import * as http from '../http.js';
import {badge, empty, figure, table} from '../parts.js';
import {duration, number, say, word} from '../words.js';

const EVERY = 5000; // ms
const OPEN = ['received', 'analyzing', 'quarantined', 'analysis_failed'];

function open() {
  let now = null;
  let before = null;

  async function read(signal) {
    const answer = await http.read('/service', signal);
    before = now;
    now = answer;
  }

  /** A second, since the last look; nothing while there was none, or when another replica answered. */
  function rate(name) {
    const seconds = before ? (new Date(now.as_of) - new Date(before.as_of)) / 1000 : 0;
    const many = before ? now[name] - before[name] : -1;
    return seconds > 0 && many >= 0
      ? say('service.a_second', {rate: number(many / seconds, {maximumFractionDigits: 1})}) : '–';
  }

  function draw() {
    const {leakwatch} = now;
    const {tasks, threads} = leakwatch;
    const leaks = tasks.leaks.flatMap(group => group.tasks);
    return html`
      <dl class="figures">
        ${figure(say('service.verdict'), badge(leakwatch.verdict, word('verdict', leakwatch.verdict)))}
        ${figure(say('service.breaker'), now.breaker ? badge(now.breaker, word('breaker', now.breaker)) : say('service.breaker.none'))}
        ${figure(say('service.backlog'), number(now.backlog.size),
          say('service.oldest', {age: duration(now.backlog.oldest_seconds)}))}
        ${figure(say('service.accepted'), number(now.accepted), rate('accepted'))}
        ${figure(say('service.analyzed'), number(now.analyzed), rate('analyzed'))}
      </dl>
      <section aria-labelledby="leaks"><h2 id="leaks">${say('service.leaks')}</h2>
      ${leaks.length === 0 ? empty(say('service.leaks.none'), say('service.leaks.none.next'))
        : table(say('service.leaks'), [say('service.task'), say('service.kind'), say('service.works_on'), say('service.overdue'), say('service.begun')],
          leaks.map(leak => [leak.id, leak.kind, leak.name, duration(leak.overdue_ms / 1000), leak.origin]))}</section>
      <section aria-labelledby="tasks"><h2 id="tasks">${say('service.tasks')}</h2>
      ${table(say('service.tasks'), [say('service.kind'), say('service.running'), say('service.cut'), say('service.freed'), say('service.leaked')],
        [[say('service.all'), ...four(tasks)], ...Object.entries(tasks.by_kind).map(([kind, counts]) => [kind, ...four(counts)])])}</section>
      <section aria-labelledby="rest"><h2 id="rest">${say('service.rest')}</h2>
      ${table(say('service.permits'), [say('service.pool'), say('service.in_use'), say('service.total'), say('service.not_freed')],
        Object.entries(leakwatch.permits).map(([pool, its]) =>
          [pool, number(its.in_use), number(its.total), number(its.cut_not_freed)]))}
      ${table(say('service.threads'), [say('service.threads.kind'), say('service.live')],
        [[say('service.threads.platform'), number(threads.platform.live)], [say('service.threads.virtual'), number(threads.virtual.live)]])}
      ${table(say('service.reports'), [say('alerts.state'), say('service.many')],
        OPEN.map(state => [word('state', state), number(now.reports[state])]))}</section>`;
  }

  return {read, draw};
}

function four(counts) {
  return [counts.running, counts.cut, counts.freed + counts.freed_late, counts.leaked].map(each => number(each));
}

export default {name: 'service', roles: ['ops'], topics: [], every: EVERY, open};

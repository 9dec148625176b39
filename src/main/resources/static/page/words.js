// What the page says, in the reader's language: messages from two files, numbers and times by Intl.

export const LANGUAGES = {en: 'English', zh: '中文'};
const KEPT = 'language';

let messages = {};
let language = 'en';
let plural = new Intl.PluralRules('en');

/** The language that was chosen before, else the browser's, else English. */
export function preferred() {
  const known = [kept(), ...navigator.languages.map(each => each.slice(0, 2))];
  return known.find(each => each in LANGUAGES) ?? 'en';
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // a browser that keeps nothing forgets the choice
  }
}

/** Speaks a language from now on. */
export async function speak(chosen) {
  const answer = await fetch(`/page/words/${chosen}.json`);
  messages = await answer.json();
  language = chosen;
  plural = new Intl.PluralRules(chosen);
  document.documentElement.lang = chosen === 'zh' ? 'zh-Hans' : chosen;
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // As above.
  }
}

export function spoken() {
  return language;
}

/**
 * A message with what it tells in the places of {names}; one with forms is chosen by {count}.
 * A key that has none is a fault of ours, and is shown as it is.
 */
export function say(key, values = {}) {
  let message = messages[key] ?? key;
  if (typeof message === 'object') {
    message = message[plural.select(values.count)] ?? message.other;
  }
  return message.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === 'number' ? number(values[name]) : values[name] ?? '');
}

/** A word of the service's, such as a state or a red flag; those that no file knows are a study's own. */
export function word(kind, given) {
  if (given === null || given === undefined) {
    return '–';
  }
  return messages[`${kind}.${given}`] ?? String(given).replaceAll('_', ' ');
}

export function number(value, options) {
  return value === null || value === undefined ? '–' : new Intl.NumberFormat(language, options).format(value);
}

export function percent(share) {
  return share === null || share === undefined ? '–' : number(share, {style: 'percent', maximumFractionDigits: 0});
}

/** A moment, in the browser's time zone. */
export function moment(iso) {
  return iso ? new Intl.DateTimeFormat(language, {dateStyle: 'medium', timeStyle: 'short'}).format(new Date(iso)) : '–';
}

export function clock(iso) {
  return iso ? new Intl.DateTimeFormat(language, {timeStyle: 'medium'}).format(new Date(iso)) : '–';
}

/** A day that is nobody's moment: as it is written, whatever the time zone. */
export function day(date) {
  return date
    ? new Intl.DateTimeFormat(language, {dateStyle: 'medium', timeZone: 'UTC'}).format(new Date(`${date}T00:00:00Z`))
    : '–';
}

const UNITS = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** How long, in its two largest units. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  let left = Math.max(0, Math.round(seconds));
  const first = Math.max(0, UNITS.findIndex(([, size]) => left >= size));
  const parts = [];
  for (const [unit, size] of left === 0 ? [UNITS[3]] : UNITS.slice(first, first + 2)) {
    const many = Math.floor(left / size);
    left -= many * size;
    if (many > 0 || parts.length === 0) {
      parts.push(number(many, {style: 'unit', unit, unitDisplay: 'short'}));
    }
  }
  return parts.join(' ');
}

export function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

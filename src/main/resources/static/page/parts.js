// What several screens are made of.
import {html, nothing} from './lit.js';
import {say} from './words.js';

/** A state in a word; its colour is never the only sign. */
export function badge(state, text) {
  return html`<span class="badge" data-state=${state}>${text}</span>`;
}

/** Nothing is there, and what can be done about it. */
export function empty(title, next) {
  return html`<div class="empty"><p><strong>${title}</strong></p><p>${next}</p></div>`;
}

export function failure(refused) {
  return html`<p class="failure" role="alert">${
    refused.status === 0 ? say('lost.call') : say('refused', {why: refused.message})}</p>`;
}

/** Where the subject is shown of whom something tells. */
export function subjectLink({study, subject}) {
  return `#/subject?${new URLSearchParams({study, subject})}`;
}

/** A number with what it counts. */
export function figure(label, value, note = nothing) {
  return html`<div class="figure"><dt>${label}</dt><dd>${value}</dd>${
    note === nothing ? nothing : html`<dd class="note">${note}</dd>`}</div>`;
}

/**
 * A table that a phone shows as a stack of rows.
 *
 * @param caption what it shows, also for who does not see it
 * @param headings of its columns
 * @param rows each an array of cells
 */
export function table(caption, headings, rows) {
  return html`<table>
    <caption>${caption}</caption>
    <thead><tr>${headings.map(each => html`<th scope="col">${each}</th>`)}</tr></thead>
    <tbody>${rows.map(cells => html`<tr>${cells.map((cell, i) =>
      i === 0
        ? html`<th scope="row" data-label=${headings[i]}>${cell}</th>`
        : html`<td data-label=${headings[i]}>${cell}</td>`)}</tr>`)}</tbody>
  </table>`;
}

/** More of a list, if there is more. */
export function more(next, press) {
  return next ? html`<p><button class="more" @click=${press}>${say('more')}</button></p>` : nothing;
}

/** A dialog, opened as soon as it is drawn; Escape and its button close it. */
export function dialog(title, body, close) {
  return html`<dialog aria-labelledby="dialog-title" @close=${close}>
    <h2 id="dialog-title">${title}</h2>
    ${body}
  </dialog>`;
}

/** Opens the dialog of a host that was just drawn. */
export function show(host) {
  const drawn = host.querySelector('dialog');
  if (drawn && !drawn.open) {
    drawn.showModal();
  }
}

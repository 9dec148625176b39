// The only place that knows which version of lit-html there is.
export {html, nothing, render} from '/webjars/lit-html/3.3.2/lit-html.js';
export {repeat} from '/webjars/lit-html/3.3.2/directives/repeat.js';

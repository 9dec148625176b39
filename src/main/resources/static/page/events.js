// The stream that says what changed, and that somebody is there at all.

const FIRST = 25000; // ms until the first word; each heartbeat says how long the next may take
const LONGEST = 30000; // ms between two tries
const OVER = ['signed_out', 'too_old', 'revoked'];

/**
 * Listens until it is closed, and connects anew by itself.
 *
 * @param told {opened(), heard(), lost(), changed(topics), ended(why)}; opened is told for each stream, also the first
 */
export function listen(told) {
  let source = null;
  let timer = null;
  let tries = 0;
  let closed = false;
  let silence = FIRST;

  function open() {
    clearTimeout(timer);
    source = new EventSource('/events');
    let first = true;
    source.addEventListener('heartbeat', event => {
      tries = 0;
      silence = JSON.parse(event.data).within_ms;
      hear();
      if (first) {
        first = false;
        told.opened();
      }
    });
    source.addEventListener('changed', event => {
      hear();
      told.changed(JSON.parse(event.data).what);
    });
    source.addEventListener('ended', event => {
      const {why} = JSON.parse(event.data);
      source.close();
      if (OVER.includes(why)) {
        close();
        told.ended(why);
      } else {
        again();
      }
    });
    // The browser's own way of trying again knows no pause that grows.
    source.onerror = () => {
      source.close();
      told.lost();
      again();
    };
    timer = setTimeout(silent, FIRST);
  }

  function hear() {
    clearTimeout(timer);
    timer = setTimeout(silent, silence);
    told.heard();
  }

  function silent() {
    source.close();
    told.lost();
    again();
  }

  function again() {
    clearTimeout(timer);
    if (!closed) {
      const pause = Math.min(LONGEST, 1000 * 2 ** tries++);
      timer = setTimeout(open, pause * (0.5 + Math.random() / 2));
    }
  }

  function close() {
    closed = true;
    clearTimeout(timer);
    source?.close();
  }

  open();
  return close;
}

// The service's calls. The browser sends the cookie; what changes something carries a second token.

const LIMIT = 15000; // ms

let csrf = null;
let ended = () => {};

/** What the service said instead of what was asked for; or that it said nothing. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? '');
    this.status = status;
    this.code = problem.code ?? 'unreachable';
    this.problem = problem;
  }
}

/** From now on calls are those of this session. */
export function signedIn(session) {
  csrf = session?.csrf ?? null;
}

/** Who is told that a call found no session. */
export function whenEnded(told) {
  ended = told;
}

/** Reads; what has an ETag and is not new comes from the browser's own cache. */
export function read(path, signal) {
  return call(path, {}, signal);
}

/**
 * Reads a list page by page, until there are as many rows as asked for, or no more.
 *
 * @param name of the field that has the rows
 * @return {rows, next, answer}, the last answer for what else it says
 */
export async function list(path, query, name, many, signal) {
  const rows = [];
  let answer;
  do {
    answer = await read(`${path}?${new URLSearchParams({...query, ...(answer ? {after: answer.next} : {})})}`, signal);
    rows.push(...(answer[name] ?? []));
  } while (answer.next && rows.length < many);
  return {rows, next: answer.next ?? null, answer};
}

export function change(method, path, body) {
  const headers = csrf === null ? {} : {'X-CSRF-Token': csrf};
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  return call(path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body)});
}

async function call(path, options, signal) {
  const limit = AbortSignal.timeout(LIMIT);
  let answer;
  try {
    answer = await fetch(path, {...options, signal: signal ? AbortSignal.any([signal, limit]) : limit});
  } catch (failure) {
    if (signal?.aborted) {
      throw failure; // nobody waits any more
    }
    throw new Refused(0, {});
  }
  const body = await json(answer);
  if (answer.ok) {
    return body;
  }
  if (answer.status === 401 && path !== '/session') {
    ended();
  }
  throw new Refused(answer.status, body ?? {});
}

async function json(answer) {
  if (answer.status === 204 || !answer.headers.get('Content-Type')?.includes('json')) {
    return null;
  }
  try {
    return await answer.json();
  } catch {
    throw new Refused(0, {}); // it was cut off on its way
  }
}

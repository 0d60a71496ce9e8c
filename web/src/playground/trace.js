// What the server told of its work for the last request, for the panel that shows it.
import { useSyncExternalStore } from 'react';

// The header by which the server is asked to tell, and the key of extensions under which it does.
export const traceHeader = 'Tiddly-Trace';
const traceKey = 'trace';

const planKey = 'tiddly:plan';
let last = null;
let plan = localStorage.getItem(planKey) === 'true';
const listeners = new Set();

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell() {
  for (const listener of listeners) {
    listener();
  }
}

// useLast returns {name, reads, status, milliseconds, trace, warnings} of the last request, or null. trace is null where
// the server did not tell.
export const useLast = () => useSyncExternalStore(subscribe, () => last);

// usePlan reports whether query plans are asked for too, and setPlan changes that.
export const usePlan = () => useSyncExternalStore(subscribe, () => plan);

export function setPlan(wanted) {
  plan = wanted;
  localStorage.setItem(planKey, String(wanted));
  tell();
}

// traceLevel is the value of the header.
export const traceLevel = () => (plan ? 'plan' : '1');

// keep takes the trace out of an answer, which the response pane shows as any client would get it, and remembers it.
export function keep(answer, about) {
  const { [traceKey]: trace = null, ...others } = answer.extensions ?? {};
  last = { ...about, trace, warnings: others.warnings ?? [] };
  tell();
  const { extensions: _, ...shown } = answer;
  return Object.keys(others).length > 0 ? { ...shown, extensions: others } : shown;
}

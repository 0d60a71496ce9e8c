// The colours of the pages: those of the system, or the ones that were chosen on any page.
import { useSyncExternalStore } from 'react';

// The playground's editors keep the theme under the same key.
const key = 'graphiql:theme';
const listeners = new Set();
let chosen = kept();

function kept() {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function apply() {
  document.documentElement.style.colorScheme = chosen === 'system' ? 'light dark' : chosen;
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

apply();

// useTheme returns 'light', 'dark' or 'system'.
export const useTheme = () => useSyncExternalStore(subscribe, () => chosen);

// chooseTheme sets the theme of this page, and of all pages that are opened later.
export function chooseTheme(theme) {
  chosen = theme;
  localStorage.setItem(key, theme === 'system' ? '' : theme);
  apply();
  listeners.forEach((listener) => listener());
}

// The theme that was chosen in the playground, or else that of the system.
const key = 'graphiql:theme';

// keepTheme applies it and gives 'light', 'dark' or 'system'.
export function keepTheme() {
  const chosen = localStorage.getItem(key);
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : 'system';
  document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
  return theme;
}

// Runs before the first paint, so that a dark page never flashes white. A file and not an inline script, because
// the content security policy allows none.
(() => {
  let chosen = 'auto';
  try {
    chosen = localStorage.getItem('baton-color-scheme') || 'auto';
  } catch {}
  const dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();

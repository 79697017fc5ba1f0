import { listenForShortcuts } from './shortcuts';

// after a refused form the reader starts at what went wrong
document.querySelector<HTMLElement>('.error-summary[tabindex]')?.focus();

for (const opener of document.querySelectorAll<HTMLElement>('[data-opens]')) {
  const dialog = document.getElementById(opener.dataset['opens']!);
  if (dialog instanceof HTMLDialogElement) {
    opener.addEventListener('click', event => { event.preventDefault(); dialog.showModal(); });
  }
}

listenForShortcuts();

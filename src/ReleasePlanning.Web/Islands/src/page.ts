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

// only for somebody who is signed in: the connection costs a page nothing until it is shown
const unread = document.querySelector<HTMLElement>('[data-unread]');
if (unread) void import('./unread').then(live => live.keepCounting(unread));

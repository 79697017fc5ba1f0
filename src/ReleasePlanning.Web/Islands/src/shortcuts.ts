/*
 * Keys are written in the markup, beside what they do:
 *   <a href="/inbox" data-shortcut="g i">   <input type="search" data-shortcut="/">   <button data-shortcut="?" data-opens="shortcut-help">
 * <input type="checkbox" data-shortcuts-switch> turns them off: somebody who dictates must not trigger them (WCAG 2.1.4).
 * j and k walk through the links marked data-list-item.
 */
const setting = 'release-planning.shortcuts';
const patience = 1_000;

let prefix = '';
let prefixAt = 0;

const isOff = (): boolean => localStorage.getItem(setting) === 'off';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
      || (target instanceof HTMLInputElement && ![ 'checkbox', 'radio', 'button', 'submit', 'reset' ].includes(target.type)));
}

function walk(step: 1 | -1): boolean {
  const items = [ ...document.querySelectorAll<HTMLElement>('[data-list-item]') ];
  if (items.length === 0) return false;
  const here = items.indexOf(document.activeElement as HTMLElement);
  const next = here < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, here + step));
  items[next]!.focus();
  return true;
}

function act(keys: string): boolean {
  if (keys === 'j' || keys === 'k') return walk(keys === 'j' ? 1 : -1);
  const target = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(keys)}"]`);
  if (!target) return false;
  if (target instanceof HTMLInputElement) target.focus(); else target.click();
  return true;
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || isTyping(event.target) || isOff()) return;
  if (document.querySelector('dialog[open]')) return;
  // the diagram has keys of its own
  if (event.target instanceof Element && event.target.closest('[data-xml]')) return;

  const now = event.timeStamp;
  const keys = prefix && now - prefixAt < patience ? `${prefix} ${event.key}` : event.key;
  prefix = '';
  if (act(keys)) {
    event.preventDefault();
  } else if (document.querySelector(`[data-shortcut^="${CSS.escape(event.key)} "]`)) {
    prefix = event.key;
    prefixAt = now;
  }
}

export function listenForShortcuts(): void {
  document.addEventListener('keydown', onKey);
  for (const box of document.querySelectorAll<HTMLInputElement>('[data-shortcuts-switch]')) {
    box.checked = !isOff();
    box.addEventListener('change', () => localStorage.setItem(setting, box.checked ? 'on' : 'off'));
  }
}

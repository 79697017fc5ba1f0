import { onNews } from './hub';

/*
 * <a data-unread="/api/v1/notifications/unread" data-hub="/hubs/inbox">Messages <span class="count">3</span></a>
 * The hub says only that something came; how many there are is asked for with the reader's own sign-in.
 */
export function keepCounting(link: HTMLElement): void {
  const count = link.querySelector<HTMLElement>('.count');
  const { unread, hub } = link.dataset;
  if (!count || !unread || !hub) return;
  const ask = async (): Promise<void> => {
    const answer = await fetch(unread, { headers: { accept: 'application/json' } });
    if (!answer.ok) return;
    const { count: now } = await answer.json() as { count: number };
    count.hidden = now === 0;
    count.textContent = String(now);
  };
  onNews(hub, () => void ask().catch(() => undefined)).then(() => { link.dataset['live'] = 'true'; }, () => { link.dataset['live'] = 'false'; });
}

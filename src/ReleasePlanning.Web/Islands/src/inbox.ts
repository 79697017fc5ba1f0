import { onNews } from './hub';

/*
 * <div id="inbox-live" role="status" data-hub="/hubs/inbox" data-message="New work has arrived." data-refresh="Refresh"></div>
 * Says that something changed and offers to look; it never moves the list under the reader's hands.
 */
const region = document.getElementById('inbox-live');

function announce(): void {
  if (!region || region.hasChildNodes()) return;
  const link = document.createElement('a');
  link.href = location.href;
  link.textContent = region.dataset['refresh'] ?? '';
  region.append(`${region.dataset['message'] ?? ''} `, link);
}

if (region?.dataset['hub']) {
  onNews(region.dataset['hub'], announce).then(() => { region.dataset['live'] = 'true'; }, () => { region.dataset['live'] = 'false'; });
}

import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

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

async function listen(hub: string): Promise<void> {
  const connection = new HubConnectionBuilder()
    // several instances stand behind one address: a negotiated transport would need every request to reach the same one
    .withUrl(hub, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
    // for ever, at most half a minute apart: an inbox stays open all day
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: retry => Math.min(30_000, 1_000 * 2 ** Math.min(retry.previousRetryCount, 5)) })
    .configureLogging(LogLevel.Error)
    .build();
  connection.on('inbox', announce);
  // what happened while the connection was down was not heard
  connection.onreconnected(announce);
  addEventListener('pagehide', () => void connection.stop());
  await connection.start();
  region!.dataset['live'] = 'true';
}

if (region?.dataset['hub']) {
  listen(region.dataset['hub']).catch(() => { region.dataset['live'] = 'false'; });
}

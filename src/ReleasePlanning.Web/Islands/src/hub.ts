import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

/** One connection a page, whoever wants to hear. */
let hearing: { hear: Set<() => void>, started: Promise<void> } | undefined;

/** Calls when something new has come for the reader, or may have come unheard. */
export function onNews(hub: string, hear: () => void): Promise<void> {
  if (!hearing) {
    const connection = new HubConnectionBuilder()
      // several instances stand behind one address: a negotiated transport would need every request to reach the same one
      .withUrl(hub, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      // for ever, at most half a minute apart: an inbox stays open all day
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: retry => Math.min(30_000, 1_000 * 2 ** Math.min(retry.previousRetryCount, 5)) })
      .configureLogging(LogLevel.Error)
      .build();
    const all = new Set<() => void>();
    const tell = (): void => all.forEach(one => one());
    connection.on('inbox', tell);
    // what happened while the connection was down was not heard
    connection.onreconnected(tell);
    addEventListener('pagehide', () => void connection.stop());
    hearing = { hear: all, started: connection.start() };
  }
  hearing.hear.add(hear);
  return hearing.started;
}

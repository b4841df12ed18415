import type { Listener } from '../database/listener.js';

/**
 * For a subscription's source: wakes on every NOTIFY of the channel whose payload is meant, and after the LISTEN connection was lost,
 * because what was notified meanwhile is lost too.
 */
export async function wakeOn(
  listener: Listener,
  channel: string,
  isMeant: (payload: string) => boolean,
  wake: () => void,
): Promise<() => void> {
  const stops = [
    listener.onReconnect(wake),
    await listener.on(channel, (payload) => {
      if (isMeant(payload)) wake();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

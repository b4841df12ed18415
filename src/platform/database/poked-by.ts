import type { Listener } from './listener.js';

/** Work of a process that looks for what there is to do whenever it is poked. */
interface Pokable {
  poke(): void;
  stop(): Promise<void>;
}

/** Pokes the work now, whenever the channel is notified, and when the connection is back: what was notified meanwhile is lost. Answers what ends both. */
export async function pokedBy(listener: Listener, channel: string, work: Pokable): Promise<() => Promise<void>> {
  const poke = (): void => work.poke();
  const stops = [await listener.on(channel, poke), listener.onReconnect(poke)];
  poke();
  return async () => {
    stops.forEach((stop) => stop());
    await work.stop();
  };
}

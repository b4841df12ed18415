import type { Client } from 'graphql-ws';

/** What a subscription has yielded so far; `until` waits for it. */
export interface Collected<Item> {
  items: Item[];
  until(enough: (items: Item[]) => boolean): Promise<void>;
  /** Resolves when the server has ended the subscription. */
  completed: Promise<void>;
  stop(): void;
}

/** Collects the root field of each event of a subscription. */
export function collect<Item>(client: Client, query: string, variables: Record<string, unknown> = {}): Collected<Item> {
  const items: Item[] = [];
  let changed = (): void => undefined;
  let complete = (): void => undefined;
  const completed = new Promise<void>((resolve) => (complete = resolve));
  const stop = client.subscribe<Record<string, Item>>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors !== undefined) throw new Error(JSON.stringify(errors));
        const [item] = Object.values(data ?? {});
        if (item !== undefined) items.push(item);
        changed();
      },
      error: () => complete(),
      complete,
    },
  );
  const until = async (enough: (found: Item[]) => boolean): Promise<void> => {
    for (const deadline = Date.now() + 10_000; !enough(items);) {
      if (Date.now() > deadline) throw new Error(`not within 10 s: ${JSON.stringify(items)}`);
      await new Promise<void>((resolve) => {
        changed = resolve;
        setTimeout(resolve, 100);
      });
    }
  };
  return { items, until, completed, stop };
}

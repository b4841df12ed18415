/** One page of a Relay connection, as far as paging needs it. */
export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

/** Up to `limit` nodes, page by page. `more`: the connection holds further ones. */
export async function readPages<Node>(
  limit: number,
  largestPage: number,
  read: (first: number, after: string | null) => Promise<Page<Node>>,
): Promise<{ nodes: Node[]; more: boolean }> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const page: Page<Node> = await read(Math.min(largestPage, limit - nodes.length), after);
    nodes.push(...page.nodes);
    after = page.pageInfo.endCursor;
    const more = page.pageInfo.hasNextPage && after !== null && page.nodes.length > 0;
    if (!more || nodes.length >= limit) return { nodes, more };
  }
}

import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureApi, startFixtureApi } from '../../../test/support/cli/fixture-api.js';
import { aDag, page } from '../../../test/support/cli/fixtures.js';
import { graphqlJs } from '../../../test/support/cli/graphql-js.js';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { EXIT } from '../exit-code.js';

let api: FixtureApi | undefined;
afterEach(async () => await api?.stop());

describe('requests', () => {
  it.each(['unanswered', 'answered'] as const)(
    'a mutation whose connection is cut %s is sent again with the same key',
    async (when) => {
      const keys: string[] = [];
      api = await startFixtureApi({
        setDagPaused: ({
          idempotencyKey,
          paused,
          reason,
        }: {
          idempotencyKey: string;
          paused: boolean;
          reason: string;
        }) => {
          keys.push(`${idempotencyKey} ${reason}`);
          return { __typename: 'DagPausedChanged', dag: aDag({ paused }) };
        },
      });
      api.cut(2, when);
      const ended = await runCommand(['dags', 'pause', 'weather', '--reason', 'holiday'], { url: api.url });
      expect(ended).toEqual({ code: EXIT.ok, stdout: 'weather is paused\n', stderr: '' });
      expect(new Set(keys).size).toBe(1);
      expect(keys[0]).toMatch(/^[0-9a-f-]{36} holiday$/);
      expect(api.requests).toHaveLength(3);
    },
  );

  it('says that it tries again when nothing answers for more than a blink', async () => {
    api = await startFixtureApi({ setDagPaused: () => ({ __typename: 'DagPausedChanged', dag: aDag() }) });
    api.cut(3, 'unanswered');
    const { code, stderr } = await runCommand(['dags', 'unpause', 'weather'], { url: api.url });
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: 'no answer yet: trying again for some seconds\n' });
  });

  it('two invocations have two keys', async () => {
    const keys = new Set<string>();
    api = await startFixtureApi({
      setDagPaused: ({ idempotencyKey }: { idempotencyKey: string }) => {
        keys.add(idempotencyKey);
        return { __typename: 'DagPausedChanged', dag: aDag() };
      },
    });
    await runCommand(['dags', 'unpause', 'weather'], { url: api.url });
    await runCommand(['dags', 'unpause', 'weather'], { url: api.url });
    expect(keys.size).toBe(2);
  });

  it('a query gives up soon where nothing answers', async () => {
    api = await startFixtureApi({});
    await api.stop();
    const { code, stderr } = await runCommand(['dags', 'list'], { url: api.url });
    expect(code).toBe(EXIT.unavailable);
    expect(stderr).toContain(`no answer from ${api.url} (named by CONTINUO_URL): ECONNREFUSED`);
  });

  it('an unknown token: 4, and the token is not shown', async () => {
    api = await startFixtureApi({});
    const { code, stderr } = await runCommand(['dags', 'list'], { url: api.url, env: { CONTINUO_TOKEN: 'cto_wrong' } });
    expect(code).toBe(EXIT.unavailable);
    expect(stderr).toContain('does not know this token');
    expect(stderr).not.toContain('cto_wrong');
  });

  it.each([
    ['FORBIDDEN', EXIT.refused, 'continuo: not allowed: needs READ\n'],
    ['BAD_USER_INPUT', EXIT.usage, 'continuo: needs READ\n'],
    ['OPERATION_TOO_COMPLEX', EXIT.refused, 'continuo: needs READ\n'],
    ['INTERNAL_SERVER_ERROR', EXIT.failed, 'continuo: needs READ\n'],
  ])('an error %s answers %i', async (errorCode, exitCode, text) => {
    api = await startFixtureApi({
      dags: () => new graphqlJs.GraphQLError('needs READ', { extensions: { code: errorCode } }),
    });
    const { code, stderr } = await runCommand(['dags', 'list'], { url: api.url });
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: text });
  });

  it('pages are read up to the limit', async () => {
    const asked: number[] = [];
    api = await startFixtureApi({
      dags: ({ first, after }: { first: number; after: string | null }) => {
        asked.push(first);
        const from = Number(after ?? 0);
        const nodes = Array.from({ length: first }, (_, i) => aDag({ id: `dag${from + i}` }));
        return page(nodes, { totalCount: 1_000, pageInfo: { hasNextPage: true, endCursor: String(from + first) } });
      },
    });
    const { stdout, stderr } = await runCommand(['dags', 'list', '--limit', '130'], { url: api.url });
    expect(asked).toEqual([100, 30]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(131);
    expect(stdout).toContain('dag129');
    expect(stderr).toContain('there are more than 130');
  });
});

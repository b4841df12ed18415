import { defineTask, type TaskContext } from 'continuo/sdk';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createTransport } from 'nodemailer';

interface Summary {
  errors: number;
  byComponent: Record<string, number>;
  first: string | null;
  last: string | null;
}
interface Args {
  summary: Summary;
  limit: number;
}

/** Writes the alarm to a file; sends it by mail too where a connection `alerts` of type smtp is set. */
export const alert = defineTask<Args, { file: string; mailed: boolean }>({
  run: async (context, { summary, limit }) => {
    const worst = Object.entries(summary.byComponent).sort(([, a], [, b]) => b - a);
    const text = `${summary.errors} errors (limit ${limit}) from ${summary.first} to ${summary.last}: ${worst.map(([name, n]) => `${name} ${n}`).join(', ')}`;
    context.logger.warn(text);
    const file = await context.resolvePath(`alerts/${context.runId}.txt`);
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, `${context.idempotencyKey} ${text}\n`);
    return { file, mailed: await mail(context, text) };
  },
});

async function mail(context: TaskContext, text: string): Promise<boolean> {
  const server = await context.connection('alerts').catch(() => null);
  if (server === null || server.host === null) return false;
  const transport = createTransport({
    host: server.host,
    port: server.port ?? 25,
    ...(server.login === null ? {} : { auth: { user: server.login, pass: server.password ?? '' } }),
  });
  const { from = 'continuo@localhost', to = 'root@localhost' } = server.extra as { from?: string; to?: string };
  // the same Message-ID for every attempt: a mail server that saw it before drops the second
  await transport.sendMail({
    from,
    to,
    subject: 'Too many errors',
    text,
    messageId: `<${encodeURIComponent(context.idempotencyKey)}@continuo>`,
  });
  return true;
}

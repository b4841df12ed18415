import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { graphqlBody } from '../graphql/errors.js';

/** A larger body is not read to its end: the connection closes, and whoever sends it may see no more than that. */
const READ_ON_BYTES = 64 * 1024 * 1024;

/** What the HTTP layer itself refuses (a body too large, text that is no JSON, an unknown path) is answered in GraphQL's shape. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(private readonly onError: (error: unknown) => void) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return error;
    const status = statusOf(error);
    if (status >= 500) this.onError(error);
    const [code, message] = told(status, error);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (status === 413 && isReadOn(host.switchToHttp().getRequest<FastifyRequest>())) reply.removeHeader('connection');
    return reply.code(status).send(graphqlBody(message, code));
  }
}

/** The rest is read and thrown away: a connection that closed while it is sent would be told of instead of the answer. */
const isReadOn = ({ headers }: FastifyRequest): boolean =>
  Number(headers['content-length'] ?? Infinity) <= READ_ON_BYTES;

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  const given = typeof status === 'number' ? status : statusCode;
  return typeof given === 'number' && given >= 400 && given < 600 ? given : 503;
}

function told(status: number, error: unknown): [string, string] {
  const message = error instanceof Error ? error.message : 'the request failed';
  if (status === 413) return ['PAYLOAD_TOO_LARGE', 'the body is larger than 8 MiB'];
  if (status === 404) return ['NOT_FOUND', message];
  if (status < 500) return ['BAD_REQUEST', message];
  return ['UNAVAILABLE', 'the service cannot answer now; its log says why'];
}

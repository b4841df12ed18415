import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { TaskFailure } from '../../sdk/index.js';

/** The body as text, unpacked. Throws ResponseTooLarge as soon as it is larger than `maxBytes`, unpacked too. */
export async function readBody(
  source: Readable,
  encoding: string | string[] | undefined,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const gather = async (parts: AsyncIterable<Buffer>): Promise<void> => {
    for await (const part of parts) {
      size += part.length;
      if (size > maxBytes) return;
      chunks.push(part);
    }
  };
  try {
    await pipeline(source, decoderFor(encoding), gather);
  } catch (error) {
    // leaving the loop cuts the connection, which the pipeline calls an error of its own
    if (size <= maxBytes) throw error;
  }
  if (size > maxBytes) throw tooLarge(maxBytes);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function decoderFor(encoding: string | string[] | undefined): Transform {
  switch ([encoding].flat()[0]?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return new Transform({ transform: (chunk: Buffer, _encoding, done) => done(null, chunk) });
  }
}

function tooLarge(maxBytes: number): TaskFailure {
  const message = `the answer is larger than ${maxBytes} bytes: raise maxBytes, or fetch it in parts`;
  return new TaskFailure('ResponseTooLarge', message, { retryable: false });
}

import type { DataConverter } from '@temporalio/common';
import { EncryptingCodec } from './codec.js';

/** What every client and every worker of the service uses: one that differs could not read the others' payloads. @param key 32 bytes */
export const dataConverter = (key: Buffer): DataConverter => ({ payloadCodecs: [new EncryptingCodec(key)] });

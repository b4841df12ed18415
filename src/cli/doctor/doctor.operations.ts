import { operation } from '../client/operation.js';

export const VIEWER = operation<{ viewer: { kind: string; name: string } }>('query Viewer { viewer { kind name } }');

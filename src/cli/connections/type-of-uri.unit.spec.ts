import { describe, expect, it } from 'vitest';
import { typeOfUri } from './type-of-uri.js';

describe('typeOfUri', () => {
  it.each([
    ['postgresql://u:p@h/db', 'postgres'],
    ['postgres://h/db', 'postgres'],
    ['HTTPS://example.com', 'http'],
    ['ssh://host', 'ssh'],
    ['odd+thing://x', 'odd+thing'],
    ['no uri', 'generic'],
  ])('%s: %s', (uri, type) => expect(typeOfUri(uri)).toBe(type));
});

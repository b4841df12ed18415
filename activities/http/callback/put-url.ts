import { CALLBACK_URL } from '../../sdk/callback-url.js';

/** The value with the real address wherever a text holds what stands for it. */
export function putUrl<T>(value: T, url: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(CALLBACK_URL, JSON.stringify(url).slice(1, -1))) as T;
}

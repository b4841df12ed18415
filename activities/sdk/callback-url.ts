/**
 * What templates see as `callback.url`: the operator puts the real address, which holds a secret, in its place when it sends the request, so that
 * rendered fields never hold it. Of characters that no URL encoding changes.
 */
export const CALLBACK_URL = 'continuo.callback.url';

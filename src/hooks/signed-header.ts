/** When a delivery was signed, in seconds since the epoch as the sender wrote it, and its signatures: several while a secret is changed. */
export interface SignedHeader {
  timestamp: string;
  signatures: string[];
}

const MOST_SIGNATURES = 5;

/**
 * Reads `t=<unix seconds>,v1=<hex>` of X-Continuo-Signature; where it has no `t`, X-Continuo-Timestamp holds it, as in the webhooks that
 * Continuo sends. Schemes other than v1 are passed over. null: nothing that could be a signature.
 */
export function readSignedHeader(signature: string | undefined, timestamp: string | undefined): SignedHeader | null {
  const parts = (signature ?? '').split(',').map((part) => part.trim());
  const valuesOf = (name: string): string[] =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const at = valuesOf('t')[0] ?? timestamp ?? '';
  const signatures = valuesOf('v1').filter((text) => /^[0-9a-f]{64}$/.test(text));
  if (!/^\d{1,12}$/.test(at) || signatures.length === 0 || signatures.length > MOST_SIGNATURES) return null;
  return { timestamp: at, signatures };
}

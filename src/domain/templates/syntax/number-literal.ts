/** A number as the parser wants it: digits only for an int, with a point for a float; null when it is beyond what we can hold exactly. */
export function numberLiteral(written: string): string | null {
  const plain = written.replaceAll('_', '').toLowerCase();
  if (/^0[xbo]/.test(plain)) return safe(Number(plain));
  if (!/[.e]/.test(plain)) return safe(Number(plain));
  const [mantissa = '0', exponent] = plain.split('e');
  const withPoint = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? withPoint : `${withPoint}e${exponent}`;
}

const safe = (value: number): string | null => (Number.isSafeInteger(value) ? String(value) : null);

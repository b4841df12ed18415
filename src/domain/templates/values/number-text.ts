/** Python's repr() of a number: floats keep their point, exponents have two digits and start at 1e16 and below 1e-4. */
export function numberText(value: number, isFloat = !Number.isInteger(value)): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (!isFloat) return Object.is(value, -0) ? '0' : integerText(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const fixed = power < 0 ? value.toFixed(Math.max(0, digits.replace(/[-.]/g, '').length - 1 - power)) : String(value);
  return fixed.includes('.') ? fixed : `${fixed}.0`;
}

/** Data may hold whole numbers beyond 2^53; they print as the double that they are. */
const integerText = (value: number): string => (Number.isSafeInteger(value) ? String(value) : BigInt(value).toString());

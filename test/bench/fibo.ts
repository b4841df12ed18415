/** The naive recursive body of the public comparisons. */
export const fibo = (n: number): number => (n < 2 ? n : fibo(n - 1) + fibo(n - 2));

/** Arguments of `node` before a TypeScript file of ours. */
export const RUN_SOURCE: readonly string[] = ['--import', new URL('./register.mjs', import.meta.url).href];

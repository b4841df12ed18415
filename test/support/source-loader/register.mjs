// `node --import …/register.mjs program.ts`: processes that specs start run our TypeScript as it stands, without a build.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);

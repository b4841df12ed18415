export { AuthModule } from './auth.module.js';
export { AuthResolver } from './auth.resolver.js';
export { ensureFirstToken } from './first-token.js';

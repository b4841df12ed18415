import { defineConfig } from 'continuo/sdk';

export default defineConfig({ handlers: ['bodies.ts'], operators: ['../../../examples/watcher/operators/inbox.ts'] });

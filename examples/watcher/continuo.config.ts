import { defineConfig } from 'continuo/sdk';

/** A project of its own: `CONTINUO_PROJECT=examples/watcher npm start`. */
export default defineConfig({ dags: ['dags/*.yaml'], operators: ['operators/*.ts'] });

import { defineConfig } from 'continuo/sdk';

export default defineConfig({ dags: ['*.yaml'] });

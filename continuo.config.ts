import { defineConfig } from 'continuo/sdk';

/** The example pipelines. A project of your own has a file like this one in its folder. */
export default defineConfig({
  dags: ['examples/*/*.yaml', 'examples/*/*.dag.ts'],
  handlers: ['examples/weather/weather.ts', 'examples/error-log/error-log.ts', 'examples/shop/shop.ts'],
});

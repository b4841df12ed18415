import { defineOperator } from '../../sdk/index.js';
import { httpSensorWith, type HttpSensorWith } from './schema.js';
import { pokeHttp } from './poke-http.js';

export const httpSensor = defineOperator<HttpSensorWith>({
  type: 'sensor.http',
  summary: 'Waits until an HTTP request is answered as expected',
  with: httpSensorWith,
  poke: pokeHttp,
});

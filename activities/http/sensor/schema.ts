export { requestWith as httpSensorWith, type RequestWith as HttpSensorWith } from '../shared/request-fields.js';

export { requestWith as httpRequestWith, type RequestWith as HttpRequestWith } from '../shared/request-fields.js';

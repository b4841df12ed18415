export { wakeTicket } from '../attempt/wait.sql.js';
export { hashOfToken } from './callback-token.js';
export { tell, waitStream } from './tell.js';

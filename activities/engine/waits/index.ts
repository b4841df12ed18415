export { wakeTicket } from '../attempt/wait.sql.js';
export { approvalStream } from './approval-desk.js';
export { hashOfToken } from './callback-token.js';

import { expect, it } from 'vitest';
import { runOperator, testContext } from '../../sdk/testing/index.js';
import { notifySlack } from './notify-slack.js';

it('the password of another kind of connection, named by mistake, is not sent to Slack', async () => {
  const extra = { channel: '#data', apiUrl: 'http://127.0.0.1:9' };
  const context = testContext({ connections: { warehouse: { type: 'postgres', password: 'hunter2', extra } } });
  const sent = runOperator(notifySlack, context, { connection: 'warehouse', text: 'hello' });
  await expect(sent).rejects.toMatchObject({
    type: 'BadConnection',
    message: 'connection warehouse is of type postgres, not slack',
  });
});

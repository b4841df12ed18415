import { describe, expect, it } from 'vitest';
import { namesFromOutside } from './unsafe-templates.js';

describe('namesFromOutside', () => {
  it.each([
    ['echo {{ params.city }}', ['params']],
    ["echo {{ params['city'] | upper }}", ['params']],
    ['echo {{ conf.x }} {{ params.y }}', ['conf', 'params']],
    ['echo {{ dag_run.conf.x }}', ['dag_run.conf']],
    ['echo {{ dagRun . conf }}', ['dagRun.conf']],
    ['{% for x in params.list %}echo {{ x }}{% endfor %}', ['params']],
    ['echo {{\n  params.city\n}}', ['params']],
  ])('%s: %j', (command, names) => expect(namesFromOutside(command)).toEqual(names));

  it.each([
    'echo params conf',
    'echo {{ ds }} "$CITY"',
    "echo {{ xcom('params') }}",
    'echo {{ xcom("conf", "params") }}',
    'echo {{ my_params }} {{ confirm }} {{ task.params }}',
    'echo {# params #}',
  ])('%s: nothing', (command) => expect(namesFromOutside(command)).toEqual([]));
});

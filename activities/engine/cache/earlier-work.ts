import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { JsonObject } from '../../../src/domain/json.js';
import type { TaskContext } from '../../sdk/index.js';
import type { Body } from '../attempt/body.js';
import type { EngineDeps } from '../attempt/engine-deps.js';

/** A body that is about to call its operator, and may find that there is nothing to do. */
export interface EarlierWork {
  body: Body;
  deps: EngineDeps;
  task: CompiledTask;
  context: TaskContext;
  /** The rendered `with`. */
  params: JsonObject;
  /** Renders further fields of the task. @param place their name, for messages @param onSecret told of each secret that they use */
  render(place: string, fields: JsonObject, onSecret?: () => void): Promise<JsonObject>;
}

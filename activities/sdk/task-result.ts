import type { Json } from '../../src/domain/json.js';
import type { Follow } from '../../src/domain/runs/outcome.js';

/** What `run` returns: a value for XCom `return_value`, further XComs, and for branching operators what downstream shall follow. */
export interface TaskResult {
  value?: Json;
  xcoms?: Record<string, Json>;
  follow?: Follow;
}

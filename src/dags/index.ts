export { AdmissionGate } from './admission-gate.js';
export { ScheduleGate, type ToldOfDag } from './schedule-gate.js';
export { type CompiledVersion, VersionReader } from './compiled-version.js';
export type { TaskShape } from './dag-shape.js';
export { DagVersionEntity } from './dags.entity.js';
export {
  DagModel,
  DagVersionModel,
  DataIntervalModel,
  KeptVersionModel,
  NextRunModel,
  TriggerRuleEnum,
} from './dags.model.js';
export { DagsModule } from './dags.module.js';
export { DagQueries, versionModel } from './dags.queries.js';
export { ProjectDags, type ProjectReport } from './project-dags.js';
export { DagsResolver } from './dags.resolver.js';
export { VersionsResolver } from './versions.resolver.js';

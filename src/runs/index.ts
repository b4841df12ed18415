export { admitRuns } from './admission.js';
export { type Automated, type AutomatedRun, createAutomatedRun, createAutomatedRuns } from './automated-run.js';
export { ControlsResolver } from './controls.resolver.js';
export { DagRunResolver, RunsOfDagResolver } from './dag-run.resolver.js';
export { DagRunModel, InvalidParamsModel } from './runs.model.js';
export { RunsModule } from './runs.module.js';
export { RunsResolver } from './runs.resolver.js';
export { TaskErrorModel } from './tasks.model.js';
export { TaskInstanceResolver } from './task-instance.resolver.js';

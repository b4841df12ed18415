import type { Command } from 'commander';
import { listed, mapIndexOption, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

const DRY_RUN = ['--dry-run', 'show what would change, and change nothing'] as const;
const LATEST = ['--on-latest-version', "go on with the DAG's latest version"] as const;

/** What changes a run that there is, live or ended. */
export function addRunChanges(runs: Command, bind: Bind): void {
  withReason(
    runs
      .command('clear <run>')
      .description('run all tasks again; an ended run is queued again')
      .option('--only-failed', 'only tasks that failed, themselves or by their upstream')
      .option('--recursive', 'and the runs that its tasks have triggered')
      .option('--past', 'of all earlier runs of the DAG, too')
      .option('--future', 'of all later runs of the DAG, too')
      .option(...LATEST)
      .option(...DRY_RUN),
  ).action(bind(async () => (await import('./change-run.js')).clearRun));
  withReason(
    runs
      .command('rerun <run>')
      .description('run again from the failed tasks on, or as a new run with other parameters')
      .option('--from <task>', 'from this task on; may be repeated', listed)
      .option('--conf <json>', 'a new run: these parameters over those of the first, as JSON or @file')
      .option(...LATEST)
      .option(...DRY_RUN),
  ).action(bind(async () => (await import('./change-run.js')).rerunRun));
  addPauses(runs, bind);
}

function addPauses(runs: Command, bind: Bind): void {
  withReason(runs.command('pause <run>').description('start nothing new; what runs goes on')).action(
    bind(async () => (await import('./change-run.js')).pauseRun),
  );
  withReason(runs.command('resume <run>').description('go on with a paused run')).action(
    bind(async () => (await import('./change-run.js')).resumeRun),
  );
  withReason(
    runs
      .command('note <run> <text>')
      .description('put a note at the run, or at one of its tasks; an empty text removes it')
      .option('--task <task>', 'at this task')
      .addOption(mapIndexOption()),
  ).action(bind(async () => (await import('./change-run.js')).noteRun));
}

import type { Command } from 'commander';
import type { Bind } from '../bind.js';

export function addDoctorCommand(program: Command, bind: Bind): void {
  program
    .command('doctor')
    .description('check home, service, database, Temporal and tools; says what to do')
    .action(bind(async () => (await import('./run-doctor.js')).runDoctor));
}

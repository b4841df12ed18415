import { type Command, Option } from 'commander';
import { limitOption, wholeNumber, withReason } from '../arguments.js';
import type { Bind } from '../bind.js';

export function addAssetsCommands(program: Command, bind: Bind): void {
  const assets = program.command('assets').description('data that tasks write and read, and that starts runs');
  addReading(assets, bind);
  withReason(
    assets
      .command('emit <asset>')
      .description('say that it was updated: runs that wait for it follow')
      .option('--extra <json>', 'what there is to know of it, or @file.json')
      .option('--partition <key>', 'which part of it'),
  ).action(bind(async () => (await import('./emit-asset-event.js')).emitAssetEvent));
  withReason(
    assets
      .command('dequeue <dag>')
      .description('take away the events that wait for the rest of what the DAG is scheduled by')
      .option('--asset <asset>', 'of this asset only'),
  ).action(bind(async () => (await import('./dequeue-asset-events.js')).dequeueAssetEvents));
  addHooks(assets.command('hooks').description('addresses at which other systems tell of assets, signed'), bind);
}

function addReading(assets: Command, bind: Bind): void {
  assets
    .command('list')
    .description('list assets with who updates them and who waits')
    .option('--search <text>', 'part of the name')
    .option('--dag <dag>', 'that this DAG names')
    .addOption(limitOption(25))
    .action(bind(async () => (await import('./list-assets.js')).listAssets));
  assets
    .command('show <asset>')
    .description('who updates it, who waits for it, and what waits in their queues')
    .action(bind(async () => (await import('./show-asset.js')).showAsset));
  assets
    .command('events [asset]')
    .description('list updates, newest first')
    .option('--partition <key>', 'of this partition')
    .option('--dag <dag>', 'made by tasks of this DAG')
    .option('--run <run>', 'made by tasks of this run')
    .option('--queued-for <dag>', 'that this DAG has not taken yet')
    .addOption(limitOption(25))
    .action(bind(async () => (await import('./list-asset-events.js')).listAssetEvents));
  assets
    .command('lineage <asset>')
    .description('where it comes from and what is made of it; also dag:<dag> and task:<dag>/<task>')
    .addOption(
      new Option('--direction <direction>', 'which way').choices(['upstream', 'downstream', 'both']).default('both'),
    )
    .addOption(new Option('--depth <number>', 'how many edges each way').argParser(wholeNumber(0, 20)).default(20))
    .action(bind(async () => (await import('./show-lineage.js')).showLineage));
}

function addHooks(hooks: Command, bind: Bind): void {
  withReason(
    hooks
      .command('create <asset>')
      .description('make an address; the secret that signs is shown this once')
      .option('--description <text>', 'who posts to it')
      .option('--output <file>', 'write the secret to this new file, readable by you only, instead of showing it'),
  ).action(bind(async () => (await import('./create-hook.js')).createHook));
  hooks
    .command('list [asset]')
    .description('list them, with when they were last used')
    .action(bind(async () => (await import('./list-hooks.js')).listHooks));
  withReason(hooks.command('delete <id>').description('refuse what is posted to it from now on')).action(
    bind(async () => (await import('./delete-hook.js')).deleteHook),
  );
}

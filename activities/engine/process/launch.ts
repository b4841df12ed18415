import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { ProcessRequest } from '../../sdk/index.js';
import { findCommand } from './find-command.js';
import { inputDescriptor } from './input-file.js';
import type { RealPipe, RealPipes } from './real-pipes.js';

/** Waits for a line on descriptor 3, then becomes the command. Without the line it ends: its parent is dead. */
const GATE = 'read -r go <&3 && exec 3<&- && exec "$@"';

export interface Launched {
  child: ChildProcess;
  stdout: Readable;
  stderr: Readable;
  /** Lets the process become the command. */
  openGate(): void;
}

/** Starts the gate in a group and session of its own; the command executes only after `openGate`. @throws as a failed spawn */
export async function launch(request: ProcessRequest, pipes: RealPipes): Promise<Launched> {
  const { file: name, args, cwd, env, input } = request;
  const file = findCommand(name, cwd, env);
  const ends: number[] = [];
  try {
    const out = await take(pipes, ends);
    const err = await take(pipes, ends);
    const stdin = input === undefined || input === '' ? 'ignore' : inputDescriptor(input);
    if (stdin !== 'ignore') ends.push(stdin);
    const child = spawn('/bin/sh', ['-c', GATE, 'gate', file, ...args], {
      cwd,
      env,
      detached: true,
      stdio: [stdin, out.write, err.write, 'pipe'],
    });
    ends.splice(0, ends.length, ...ends.filter((fd) => fd !== out.read && fd !== err.read));
    return { child, stdout: readerOf(out), stderr: readerOf(err), openGate: () => openGate(child) };
  } finally {
    for (const fd of ends) closeSync(fd);
  }
}

/** Both ends are closed here, unless a reader takes the one for reading. */
async function take(pipes: RealPipes, ends: number[]): Promise<RealPipe> {
  const pipe = await pipes.take();
  ends.push(pipe.read, pipe.write);
  return pipe;
}

const readerOf = ({ read }: RealPipe): Readable => new Socket({ fd: read, readable: true, writable: false });

function openGate(child: ChildProcess): void {
  const gate = child.stdio[3];
  gate?.on('error', () => undefined);
  if (gate !== null && gate !== undefined && 'end' in gate) gate.end('go\n');
}

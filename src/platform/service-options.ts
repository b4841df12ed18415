import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Registry } from '../../activities/registry/index.js';

/** Whether something that the service needs is there; `message` says what is missing and what to do. */
export interface ReadinessCheck {
  name: string;
  check(): Promise<void>;
}

/** Everything that the API service is given from outside; the composition root reads it from settings. */
export class ServiceOptions {
  databaseUrl!: string;
  /** Folder of all data; the first token's file lies in it. */
  home!: string;
  /** 32 bytes that encrypt secrets at rest. */
  key!: Buffer;
  temporalNamespace!: string;
  /** Operators that somebody serves now; a DAG with another type is refused. */
  operators!: () => Pick<Registry, 'catalog' | 'operatorTypes' | 'scheduleParts'>;
  /** Asked by /readyz beside the service's own checks. */
  readiness!: readonly ReadinessCheck[];
  introspection!: boolean;
  env!: Readonly<Record<string, string | undefined>>;
  /** Errors that no request waits for; they go to the log. */
  onError!: (error: unknown) => void;
}

@Global()
@Module({})
export class ServiceOptionsModule {
  static with(options: ServiceOptions): DynamicModule {
    return {
      module: ServiceOptionsModule,
      providers: [{ provide: ServiceOptions, useValue: options }],
      exports: [ServiceOptions],
    };
  }
}

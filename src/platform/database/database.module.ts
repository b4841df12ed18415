import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { DefaultNamingStrategy } from 'typeorm';
import { Notifier } from '../../event-store/index.js';
import { ServiceOptions } from '../service-options.js';
import { createListener, type Listener } from './listener.js';
import { createPool } from './pool.js';
import { API_TYPES } from './reading.js';

/** Token of the process's one LISTEN connection. */
export const LISTENER = Symbol('Listener');

/** `latestVersion` is the column `latest_version`. */
class SnakeNames extends DefaultNamingStrategy {
  override columnName(property: string, custom: string): string {
    return custom || property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

@Injectable()
class DatabaseEnd implements OnApplicationShutdown {
  constructor(
    @Inject(Pool) private readonly pool: Pool,
    @Inject(LISTENER) private readonly listener: Listener,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.listener.close();
    await this.pool.end();
  }
}

/** Two pools (TypeORM's for reading, ours for transactions and reading), the listener, and the notifier; closed with the application. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ServiceOptions],
      useFactory: (options: ServiceOptions) => ({
        type: 'postgres' as const,
        url: options.databaseUrl,
        applicationName: 'continuo api reads',
        namingStrategy: new SnakeNames(),
        autoLoadEntities: true,
        installExtensions: false,
        retryAttempts: 0,
        extra: { types: API_TYPES, max: 10, keepAlive: true },
        poolErrorHandler: (error: Error) => options.onError(error),
      }),
    }),
  ],
  providers: [
    {
      provide: Pool,
      inject: [ServiceOptions],
      useFactory: (options: ServiceOptions) =>
        createPool(options.databaseUrl, { name: 'api', onError: options.onError }),
    },
    {
      provide: LISTENER,
      inject: [ServiceOptions],
      useFactory: (options: ServiceOptions) => createListener(options.databaseUrl, options.onError),
    },
    { provide: Notifier, inject: [Pool], useFactory: (pool: Pool) => new Notifier(pool) },
    DatabaseEnd,
  ],
  exports: [Pool, LISTENER, Notifier],
})
export class DatabaseModule {}

import { Module } from '@nestjs/common';
import { AuthModule } from './auth/index.js';
import { DagsModule } from './dags/index.js';
import { RunsModule } from './runs/index.js';

/** The contexts that the API serves. */
@Module({ imports: [AuthModule, DagsModule, RunsModule] })
export class AppModule {}

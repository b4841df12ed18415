import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DagsModule } from '../dags/index.js';
import { RunsModule } from '../runs/index.js';
import { BackfillChanges } from './backfill-changes.js';
import { BackfillEntity } from './backfills.entity.js';
import { BackfillQueries } from './backfills.queries.js';
import { BackfillOfRunResolver, BackfillResolver, BackfillsResolver } from './backfills.resolver.js';
import { BackfillsService } from './backfills.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([BackfillEntity]), DagsModule, RunsModule],
  providers: [
    ...[BackfillsService, BackfillQueries, BackfillChanges],
    ...[BackfillsResolver, BackfillResolver, BackfillOfRunResolver],
  ],
})
export class BackfillsModule {}

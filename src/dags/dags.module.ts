import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VersionReader } from './compiled-version.js';
import { DagRegistration } from './dag-registration.js';
import { DagStore } from './dag-store.js';
import { DagFields } from './dag-fields.js';
import { DagEntity, DagVersionEntity } from './dags.entity.js';
import { DagQueries } from './dags.queries.js';
import { DagsResolver } from './dags.resolver.js';
import { DagsService } from './dags.service.js';
import { ProjectDags } from './project-dags.js';
import { VersionsResolver } from './versions.resolver.js';

@Module({
  imports: [TypeOrmModule.forFeature([DagEntity, DagVersionEntity])],
  providers: [
    DagsService,
    DagRegistration,
    DagStore,
    DagQueries,
    DagFields,
    VersionReader,
    ProjectDags,
    DagsResolver,
    VersionsResolver,
  ],
  exports: [DagQueries, VersionReader],
})
export class DagsModule {}

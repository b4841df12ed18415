import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DagsModule } from '../dags/index.js';
import { RunsModule } from '../runs/index.js';
import { AssetEntity, AssetEventEntity } from './asset-catalog.entity.js';
import { AssetQueries } from './asset-catalog.queries.js';
import { AssetCatalogResolver } from './asset-catalog.resolver.js';
import { AssetCatalogService } from './asset-catalog.service.js';
import { AssetEventQueries } from './asset-events.queries.js';
import { AssetEventFieldsResolver, AssetEventsOfRunResolver } from './asset-events.resolver.js';
import { AssetFieldsResolver } from './asset-fields.resolver.js';
import { LineageQueries } from './lineage.queries.js';
import { LineageResolver } from './lineage.resolver.js';

@Module({
  imports: [TypeOrmModule.forFeature([AssetEntity, AssetEventEntity]), DagsModule, RunsModule],
  providers: [
    ...[AssetQueries, AssetEventQueries, AssetCatalogService, LineageQueries],
    ...[AssetCatalogResolver, AssetFieldsResolver, AssetEventFieldsResolver, AssetEventsOfRunResolver, LineageResolver],
  ],
})
export class AssetCatalogModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LimitEntity } from './pools.entity.js';
import { PoolsResolver } from './pools.resolver.js';
import { PoolsService } from './pools.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([LimitEntity])],
  providers: [PoolsService, PoolsResolver],
})
export class PoolsModule {}

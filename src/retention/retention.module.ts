import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeletedDagVersionEntity } from './retention.entity.js';
import { RetentionResolver } from './retention.resolver.js';
import { RetentionService } from './retention.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DeletedDagVersionEntity])],
  providers: [RetentionService, RetentionResolver],
})
export class RetentionModule {}

import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApprovalEntity } from './approvals.entity.js';
import { ApprovalQueries } from './approvals.queries.js';
import { ApprovalsResolver } from './approvals.resolver.js';
import { ApprovalsService } from './approvals.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ApprovalEntity])],
  providers: [ApprovalsService, ApprovalQueries, ApprovalsResolver],
})
export class ApprovalsModule {}

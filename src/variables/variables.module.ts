import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VariableEntity } from './variables.entity.js';
import { VariablesResolver } from './variables.resolver.js';
import { VariablesService } from './variables.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([VariableEntity])],
  providers: [VariablesService, VariablesResolver],
})
export class VariablesModule {}

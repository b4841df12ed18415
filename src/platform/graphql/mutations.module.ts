import { Global, Module } from '@nestjs/common';
import { Mutations } from './mutations.js';

@Global()
@Module({ providers: [Mutations], exports: [Mutations] })
export class MutationsModule {}

import { Module } from '@nestjs/common';
import { DeadlineQueries } from './deadlines.queries.js';
import { DeadlinesOfRunResolver } from './deadlines.resolver.js';

@Module({ providers: [DeadlineQueries, DeadlinesOfRunResolver] })
export class DeadlinesModule {}

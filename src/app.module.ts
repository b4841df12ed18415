import { Module } from '@nestjs/common';
import { AuthModule } from './auth/index.js';

/** The contexts that the API serves. */
@Module({ imports: [AuthModule] })
export class AppModule {}

import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Authenticator } from '../platform/graphql/principal.js';
import { ApiTokenEntity } from './auth.entity.js';
import { AuthResolver } from './auth.resolver.js';
import { AuthService } from './auth.service.js';
import { TokenAuthenticator } from './authenticate.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ApiTokenEntity])],
  providers: [AuthService, AuthResolver, { provide: Authenticator, useClass: TokenAuthenticator }],
  exports: [Authenticator],
})
export class AuthModule {}

import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { forbidden } from './errors.js';
import { mayDo, type Permission } from './principal.js';
import type { RequestContext } from './request-context.js';

const NEEDS = 'continuo:needs';

/** What a caller must be permitted to do. Every query, mutation and subscription says it; one that says nothing is refused. */
export const Needs = (permission: Permission | 'NOTHING'): MethodDecorator => SetMetadata(NEEDS, permission);

/** Judges each operation field before its resolver runs. Fields below them are not judged again. */
@Injectable()
export class PermissionGuard implements CanActivate {
  private readonly reflector = new Reflector();

  canActivate(execution: ExecutionContext): boolean {
    const needed = this.reflector.get<Permission | 'NOTHING' | undefined>(NEEDS, execution.getHandler());
    if (needed === 'NOTHING') return true;
    const { principal } = GqlExecutionContext.create(execution).getContext<RequestContext>();
    if (needed !== undefined && mayDo(principal, needed)) return true;
    throw forbidden(`the token "${principal.name}" lacks the permission ${needed ?? 'for this operation'}`);
  }
}

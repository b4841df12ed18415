import type { Actor } from '../../domain/events/actor.js';

export const Permission = { READ: 'READ', RUN: 'RUN', WRITE: 'WRITE', AUDIT: 'AUDIT', ADMIN: 'ADMIN' } as const;
export type Permission = (typeof Permission)[keyof typeof Permission];

/** Whoever a token stands for. Its id is the token's. */
export interface Principal {
  id: string;
  name: string;
  permissions: readonly Permission[];
}

/** ADMIN implies all. */
export const mayDo = (principal: Principal, permission: Permission): boolean =>
  principal.permissions.includes(permission) || principal.permissions.includes(Permission.ADMIN);

/** The principal is the actor of every event that follows from the call. */
export const actorOf = (principal: Principal): Actor => ({ kind: 'USER', id: principal.id, name: principal.name });

/** Knows tokens; the context `auth` is one. */
export abstract class Authenticator {
  /** The principal of an `Authorization` header, null for no, an unknown, an expired or a revoked token. */
  abstract authenticate(authorization: string | undefined): Promise<Principal | null>;
  /** Which of these principals have lost their token since. */
  abstract endedAmong(principalIds: readonly string[]): Promise<string[]>;
}

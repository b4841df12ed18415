import { describe, expect, it } from 'vitest';
import { choosePostgresUser, machineUsers, type UserDirectory } from './postgres-user.js';

/** A machine with these users, on which users can be made or not. */
function machine(names: readonly string[], canCreate: boolean): UserDirectory {
  const known = [...names];
  return {
    find: (name) => (known.includes(name) ? { name, uid: 100 + known.indexOf(name), gid: 100 } : null),
    create: (name) => canCreate && known.push(name) > 0,
  };
}

describe('choosePostgresUser', () => {
  it.each([
    [['nobody', 'continuo', 'postgres'], true, 'postgres'],
    [['nobody', '_postgres'], true, '_postgres'],
    [['nobody', 'continuo'], true, 'continuo'],
    [['nobody'], true, 'continuo'],
    [['nobody'], false, 'nobody'],
  ])('given the users %o and that one can be made: %s, takes %s', (names, canCreate, chosen) => {
    expect(choosePostgresUser(machine(names, canCreate)).name).toBe(chosen);
  });

  it('given no user at all, says what to do', () => {
    expect(() => choosePostgresUser(machine([], false))).toThrow('useradd');
  });

  it('given a user of that name that is root itself, does not take it', () => {
    const users: UserDirectory = {
      find: (name) => (name === 'nobody' ? { name, uid: 7, gid: 7 } : { name, uid: 0, gid: 0 }),
      create: () => false,
    };
    expect(choosePostgresUser(users).name).toBe('nobody');
  });

  it('finds users of this machine', () => {
    expect(machineUsers.find('root')).toEqual({ name: 'root', uid: 0, gid: 0 });
    expect(machineUsers.find('no-such-user-here')).toBeNull();
  });
});

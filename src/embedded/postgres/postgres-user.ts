import { spawnSync } from 'node:child_process';

/** The user that PostgreSQL runs as. */
export interface Owner {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** How users are looked up and made; injected so that the choice can be tested without touching the machine. */
export interface UserDirectory {
  find(name: string): Owner | null;
  /** Makes a system user without a login; false where that is not possible here. */
  create(name: string): boolean;
}

const OWN_USER = 'continuo';

/**
 * PostgreSQL refuses to run as root, so root needs another user with a name: one made for PostgreSQL, else one of our own,
 * else `nobody`. @throws Error that says what to do where there is none.
 */
export function choosePostgresUser(users: UserDirectory): Owner {
  for (const name of ['postgres', '_postgres', OWN_USER]) {
    const found = users.find(name);
    if (found !== null && found.uid !== 0) return found;
  }
  const made = users.create(OWN_USER) ? users.find(OWN_USER) : null;
  const chosen = made ?? users.find('nobody');
  if (chosen === null || chosen.uid === 0) {
    throw new Error(
      'PostgreSQL cannot run as root, and no other user was found: create one (useradd --system postgres) or start as another user',
    );
  }
  return chosen;
}

/** The users of this machine. */
export const machineUsers: UserDirectory = {
  find(name) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid?.status !== 0 || gid?.status !== 0) return null;
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  },
  create(name) {
    const shadow = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', name];
    const busybox = ['-S', '-D', '-H', '-s', '/bin/false', name];
    return spawnSync('useradd', shadow).status === 0 || spawnSync('adduser', busybox).status === 0;
  },
};

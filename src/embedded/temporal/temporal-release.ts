/**
 * The pinned Temporal CLI, whose dev server is the embedded default. docker/temporal/go.mod pins the same version for the build.
 * The sums are those of the release's checksums.txt.
 */
export const TEMPORAL_RELEASE = {
  cli: '1.8.2',
  server: '1.31.2',
  downloadBase: 'https://github.com/temporalio/cli/releases/download/v1.8.2',
  sha256: {
    'linux-x64': 'd8421bda989e6514b4bdb4d63a9012a8a05a806892e881a5aad8510496349a94',
    'linux-arm64': '83600a8fac6e3da54093e5da6918d399f501532b9f1172235603f9606f4ac6e4',
    'darwin-x64': '489d7f5420cae02b559774ac23df035141954c33a51dba96f5759a0ddccdf1b6',
    'darwin-arm64': 'dacdc3587682c04cf27e67c8878ca2d755230b6ad63c0c6ebddd7348ae90ed94',
  } as Readonly<Record<string, string>>,
} as const;

/** The oldest server whose settings and API the engine is tested with. */
export const OLDEST_SERVER = { major: 1, minor: 31 } as const;

/** Name of the release's archive for a machine, or null where none is published. */
export function archiveName(platform: string, arch: string): string | null {
  if (TEMPORAL_RELEASE.sha256[`${platform}-${arch}`] === undefined) return null;
  return `temporal_cli_${TEMPORAL_RELEASE.cli}_${platform}_${arch === 'x64' ? 'amd64' : arch}.tar.gz`;
}

/** The server's version in the words of `temporal --version`, or null where it names none. */
export function serverVersionIn(text: string): string | null {
  return /\bServer (\d+\.\d+\.\d+)/.exec(text)?.[1] ?? null;
}

/** True when a server of this version may be used. */
export function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_SERVER.major || (major === OLDEST_SERVER.major && minor >= OLDEST_SERVER.minor);
}

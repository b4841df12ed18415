import { EXIT } from '../exit-code.js';
import type { Cli, Handler } from '../invocation.js';
import { type AddressOptions, givesUrl } from '../service/service-address.js';
import { type HomeEndpoint, homePath, readEndpoint } from '../service/home.js';
import { checkHome, checkProcesses } from './check-home.js';
import { checkDisk, checkPython, checkVersions } from './check-machine.js';
import { checkService, checkTemporal } from './check-service.js';
import type { Finding } from './finding.js';

/** Looks at everything that a working Continuo needs; each line says ok, warn or fail, and what to do. 1 when something fails. */
export const runDoctor: Handler<readonly [], AddressOptions> = async (cli, _args, options) => {
  const findings = [
    checkVersions(),
    ...(await localFindings(cli, options)),
    ...(await checkService(cli)),
    await checkPython(cli.io),
  ];
  if (cli.out.json) cli.out.document(findings);
  else findings.forEach((finding) => print(cli, finding));
  return findings.some(({ status }) => status === 'fail') ? EXIT.failed : EXIT.ok;
};

/** Nothing of this machine is looked at where a service elsewhere was named. */
async function localFindings(cli: Cli, options: AddressOptions): Promise<Finding[]> {
  if (givesUrl(cli.io, options)) return [];
  const home = homePath(cli.io);
  const endpoint: HomeEndpoint | null = await readEndpoint(home).catch(() => null);
  return [
    ...(await checkHome(home)),
    await checkDisk(home),
    ...(endpoint === null ? [] : [checkProcesses(endpoint)]),
    ...(endpoint?.temporal == null ? [] : [await checkTemporal(endpoint.temporal)]),
  ];
}

function print({ out }: Cli, { check, status, detail, advice }: Finding): void {
  const paint = { ok: out.style.good, warn: out.style.wait, fail: out.style.bad }[status];
  out.line(`${paint(status.padEnd(4))}  ${check.padEnd(14)}  ${detail}`);
  if (advice !== undefined) out.line(`${' '.repeat(22)}→ ${advice}`);
}

const INSTALLER = /^(PIP_|UV_|SSL_CERT_|REQUESTS_CA_BUNDLE$|(HTTPS?|ALL|NO)_PROXY$)/i;

/** What an installer of packages needs to know of the worker's network: proxies, certificates, and the settings of pip and uv. */
export function installerEnvironment(): Record<string, string> {
  const found = Object.entries(process.env).filter(([name, value]) => INSTALLER.test(name) && value !== undefined);
  return Object.fromEntries(found) as Record<string, string>;
}

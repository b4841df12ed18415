/** Time (ms) that this process has worked, whatever else the machine does: what a test of something that must be quick measures. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

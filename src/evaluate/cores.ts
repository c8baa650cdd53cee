/** How many candidates run at once when nobody says. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Physical cores that this process may use; half of the logical ones where that cannot be found out. */
export function physicalCores(): number {
  const usable = os.availableParallelism();
  return Math.max(1, Math.min(usable, countCores() ?? usable >> 1));
}

function countCores(): number | undefined {
  try {
    if (process.platform === 'linux') return coresOf(readFileSync('/proc/cpuinfo', 'utf8'));
    if (process.platform === 'darwin')
      return Number(execFileSync('sysctl', ['-n', 'hw.physicalcpu'])) || undefined;
  } catch {
    // The estimate will do.
  }
  return undefined;
}

/** Distinct cores in Linux's list of logical processors; undefined on machines that do not list them. */
export function coresOf(cpuinfo: string): number | undefined {
  const cores = cpuinfo.split(/\n\s*\n/).flatMap((block) => {
    const core = /^core id\s*:\s*(\d+)/m.exec(block)?.[1];
    return core === undefined ? [] : [`${/^physical id\s*:\s*(\d+)/m.exec(block)?.[1] ?? 0}:${core}`];
  });
  return new Set(cores).size || undefined;
}

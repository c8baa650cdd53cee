/** Whether the hints are still those that a study was made from. */
import path from 'node:path';
import { describeDomain, domainKey } from '../hints/domain';
import type { StudyHeader } from '../protocol/study';
import type { HintedProgram } from './source';

type Searched = Pick<StudyHeader, 'hints' | 'variables'>;
type Now = Pick<HintedProgram, 'digests' | 'space' | 'root'>;

/** What changed, in words; undefined when nothing did. */
export function hintsChanged(study: Searched, now: Now): string | undefined {
  const files = new Set([...Object.keys(study.hints), ...Object.keys(now.digests)]);
  const changed = [...files].filter((file) => study.hints[file] !== now.digests[file]);
  if (changed.length === 0) return undefined;
  const names = changed.map((file) => path.relative(now.root, file)).join(', ');
  return `The hints in ${names} changed since the study began: ${differences(study, now) || 'their order'}.`;
}

function differences({ variables }: Searched, { space }: Now): string {
  const before = new Map(variables.map((variable) => [variable.label, variable]));
  const after = new Map(space.variables.map((variable) => [variable.label, variable]));
  const list = [
    ...[...before.keys()].filter((label) => !after.has(label)).map((label) => `'${label}' is gone`),
    ...[...after.keys()].filter((label) => !before.has(label)).map((label) => `'${label}' is new`),
    ...space.variables.flatMap(({ label, domain }) => {
      const old = before.get(label)?.domain;
      if (!old || domainKey(old) === domainKey(domain)) return [];
      return [`'${label}' was ${describeDomain(old)} and is ${describeDomain(domain)}`];
    }),
  ];
  return list.length > 4 ? `${list.slice(0, 4).join(', ')} and ${list.length - 4} more` : list.join(', ');
}

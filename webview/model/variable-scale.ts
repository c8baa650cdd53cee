/** Where the values of a variable stand on an axis: numbers at themselves, choices one beside the other. */
import type { Domain, Trial, Value, Variable } from '../../src/protocol/study';
import { formatValue } from './format';

export interface VariableScale {
  readonly label: string;
  /** Names of the places 0, 1, …; absent where numbers are their own places. */
  readonly names?: readonly string[];
  readonly log: boolean;
  /** Numbers between two neighbouring values; absent where there is no such distance. */
  readonly step?: number;
  readonly low: number;
  readonly high: number;
  /** Undefined where the variable plays no part in the trial. */
  place(trial: Trial): number | undefined;
  /** What stands at a place, for people. */
  text(place: number): string;
}

export function variableScale({ label, domain }: Variable): VariableScale {
  const names = namesOf(domain);
  const numeric = domain.kind === 'int' || domain.kind === 'float' ? domain : undefined;
  return {
    label,
    ...(names && { names }),
    log: numeric?.log ?? false,
    ...(domain.kind === 'int' && !domain.log && { step: domain.step }),
    low: numeric?.low ?? 0,
    high: numeric?.high ?? (names?.length ?? 1) - 1,
    place: ({ params, evaluated }) => {
      if (!Object.hasOwn(params, label) || (evaluated && !evaluated.includes(label))) return undefined;
      const place = placeOf(domain, params[label]!);
      return place !== undefined && Number.isFinite(place) ? place : undefined;
    },
    text: (place) => names?.[place] ?? formatValue(domain, place),
  };
}

/** Subsets stand by the number of elements that they keep. */
function namesOf(domain: Domain): readonly string[] | undefined {
  switch (domain.kind) {
    case 'choice':
      return domain.options.map((option) => formatValue(domain, option));
    case 'arm':
      return domain.texts.map((_, i) => formatValue(domain, i));
    case 'subset':
      return Array.from(
        { length: domain.texts.length + 1 },
        (_, kept) => `${kept} of ${domain.texts.length}`,
      );
    case 'bool':
      return ['false', 'true'];
    case 'optional':
      return ['left out', 'kept'];
    default:
      return undefined;
  }
}

function placeOf(domain: Domain, value: Value): number | undefined {
  if (domain.kind === 'choice') {
    const at = domain.options.findIndex((option) => JSON.stringify(option) === JSON.stringify(value));
    return at < 0 ? undefined : at;
  }
  if (domain.kind === 'subset') return Array.isArray(value) ? value.length : undefined;
  return Number(value);
}

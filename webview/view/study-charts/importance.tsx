import { useEffect, useMemo, useState } from 'preact/hooks';
import type { VariableImportance } from '../../../src/protocol/study';
import { barChart, barSentence, barSpot, type Bar } from '../../charts/bars';
import { messageOf } from '../../rpc';
import { asOptions, ChartFrame, Choice, useChoice, useOption } from '../chart-frame';
import { useModel } from '../context';

type Found = { readonly shares: readonly VariableImportance[] } | { readonly message: string } | undefined;

/** How much each variable matters for an objective. */
export function Importance() {
  const model = useModel();
  const objectives = model.header.value?.objectives ?? [];
  const objective = useChoice(
    'objective',
    objectives.map(({ name }) => name),
  );
  const offered = model.extras.value.has('importance');
  const study = model.header.value?.study;
  // Asked for again when there is a tenth more to learn from.
  const generation = Math.floor(Math.log(Math.max(1, model.counts.value.complete)) / Math.log(1.1));
  const [found, setFound] = useState<Found>(undefined);
  useEffect(() => {
    if (!offered || objective === '') return undefined;
    let current = true;
    const take = (next: Found) => {
      if (current) setFound(next);
    };
    void model.host.importance?.(objective).then(
      (shares) => take({ shares }),
      (error: unknown) => take({ message: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [offered, objective, study, generation]);

  const title = `Share of what the variables explain of ${objective}`;
  const bars = useMemo(
    (): readonly Bar[] =>
      found && 'shares' in found
        ? found.shares.slice(0, 30).map(({ label, share }) => ({
            name: label,
            share,
            lines: [label, `${(share * 100).toFixed(1)} % of what is explained`],
          }))
        : [],
    [found],
  );
  const option = useOption(bars.length > 0 ? bars : undefined, (drawn, palette) =>
    barChart(drawn, { title, color: 'blue' }, palette),
  );
  return (
    <ChartFrame
      name="importance"
      label={bars.length > 0 ? barSentence(bars, title) : nothing(offered, found)}
      option={option}
      rows={() => [['variable', 'share'], ...bars.map(({ name, share }) => [name, share])]}
      spot={(dot) => barSpot(bars, dot)}
      onName={(name) =>
        model.arrange({
          tabs: { ...model.view.value.tabs, charts: 'slice' },
          choices: { ...model.view.value.choices, 'slice-x': name },
        })
      }
      tools={
        objectives.length > 1 && (
          <Choice
            name="objective"
            label="Objective"
            options={asOptions(objectives.map(({ name }) => name))}
            value={objective}
          />
        )
      }
    />
  );
}

function nothing(offered: boolean, found: Found): string {
  if (!offered) return 'The importance of variables is not known here.';
  if (!found) return 'Working out which variables matter…';
  return 'message' in found ? found.message : 'Too few trials are complete to tell which variables matter.';
}

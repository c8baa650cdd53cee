/** `espalier space FILE` */
import { describeDomain } from '../hints/domain';
import { Lines } from '../hints/position';
import { countOf, readHints, type HintedProgram } from '../search/source';
import { hintKind } from '../space/space';
import { printJson, relative, shortened } from './output';
import { table } from './table';

/** Exits with 1 when a hint has an error. */
export async function space(file: string, options: { json?: boolean }): Promise<void> {
  const program = await readHints(file);
  const found = describeSpace(program);
  if (options.json) printJson(found);
  else print(program, found);
  if (found.diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}

export function describeSpace(program: HintedProgram) {
  const texts = new Map(program.files.map((source) => [source.file, new Lines(source.text)]));
  return {
    variables: program.space.variables.map((variable) => {
      const site = program.sites.find(({ label }) => label === variable.label);
      return {
        label: variable.label,
        kind: hintKind(variable.domain),
        domain: variable.domain,
        default: variable.default,
        file: site?.file ?? program.file,
        line: site?.line ?? 1,
        column: site?.column ?? 1,
      };
    }),
    count: countOf(program).toString(),
    diagnostics: program.diagnostics.map(({ file, range, severity, message }) => ({
      file,
      ...(texts.get(file)?.at(range.start) ?? { line: 1, column: 1 }),
      severity,
      message,
    })),
  };
}

function print(program: HintedProgram, found: ReturnType<typeof describeSpace>): void {
  const rows = found.variables.map((variable) => [
    variable.label,
    // The whole text is in the JSON and at the place.
    shortened(describeDomain(variable.domain), 72),
    JSON.stringify(variable.default),
    `${relative(variable.file)}:${variable.line}:${variable.column}`,
  ]);
  if (rows.length > 0) console.log(table(['variable', 'domain', 'as written', 'place'], rows));
  for (const { file, line, column, severity, message } of found.diagnostics) {
    console.log(`${relative(file)}:${line}:${column}: ${severity}: ${message}`);
  }
  console.log(
    rows.length > 0
      ? `${BigInt(found.count).toLocaleString('en')} architectures`
      : `${relative(program.file)} has no hints. Put one before a value: /* @nas choice(16, 32, 64) */ 32`,
  );
}

import assert from 'node:assert/strict';
import path from 'node:path';
import { hintsDigest, textDigest } from '../../../src/hints/digest';
import { javascript } from '../../../src/hints/javascript';
import { planAcceptance } from '../../../src/host/acceptance';
import { buildSpace } from '../../../src/space/fromHints';

const at = (name: string) => path.resolve('/project', name);
const parse = (name: string, text: string) => javascript.parse(at(name), text);

const model =
  "const w = /* @nas width: choice(8, 16) */ 8;\r\nconst a = /* @nas act: choice('relu', 'elu') */ \"relu\";\r\n";
const train = '// \u{1F333}\nrequire("./model");\nf(/* @nas rate: float(0, 1) */ 0.5);\n';

function study(...files: ReturnType<typeof parse>[]) {
  const { space, sites } = buildSpace(files);
  return {
    hints: Object.fromEntries(files.map((file) => [file.file, hintsDigest(file)])),
    variables: space.variables,
    sites: [...sites].flatMap(([label, places]) =>
      places.map(({ file }) => ({ label, file, line: 1, column: 1 })),
    ),
  };
}

describe('accepting a candidate', () => {
  const files = [parse('train.js', train), parse('model.js', model)];
  const header = study(...files);
  const point = { rate: 0.25, width: 16, act: 'elu' };

  it('writes the values into every file and leaves the rest as it is', () => {
    const plan = planAcceptance(javascript, header, files, point);
    assert.ok(plan.accepted);
    assert.deepEqual(
      plan.changes.map(({ file, after }) => [path.basename(file), after]),
      [
        ['train.js', train.replace('0.5)', '0.25)')],
        ['model.js', model.replace('*/ 8', '*/ 16').replace('"relu"', '"elu"')],
      ],
    );
  });

  it('works on code that has changed elsewhere', () => {
    const moved = [parse('train.js', `import './new';\n\n${train}`), files[1]!];
    const plan = planAcceptance(javascript, header, moved, { ...point, width: 8, act: 'relu' });
    assert.ok(plan.accepted);
    assert.deepEqual(
      plan.changes.map(({ after }) => after),
      [`import './new';\n\n${train}`.replace('0.5)', '0.25)')],
    );
  });

  it('tells which code has changed by more than the values of its hints', () => {
    const sources = Object.fromEntries(files.map(({ file, text }) => [file, textDigest(text)]));
    const rebased = (now: ReturnType<typeof parse>[]) => {
      const plan = planAcceptance(javascript, { ...header, sources }, now, point);
      assert.ok(plan.accepted);
      return plan.rebased.map((file) => path.basename(file));
    };
    assert.deepEqual(rebased(files), []);
    const accepted = [
      parse('train.js', train.replace('0.5)', '0.75)')),
      parse('model.js', model.replace('*/ 8', '*/ 16').replaceAll('\r\n', '\n')),
    ];
    assert.deepEqual(rebased(accepted), [], 'another candidate was accepted, and the line ends changed');
    assert.deepEqual(rebased([parse('train.js', `${train}// more\n`), accepted[1]!]), ['train.js']);
  });

  it('changes nothing when the code is the candidate', () => {
    const plan = planAcceptance(javascript, header, files, { rate: 0.5, width: 8, act: 'relu' });
    assert.deepEqual(plan, { accepted: true, changes: [], rebased: [] });
  });

  it('is refused when hints have changed, and says which', () => {
    const changed = [files[0]!, parse('model.js', model.replace('width: choice', 'size: choice'))];
    assert.deepEqual(planAcceptance(javascript, header, changed, point), {
      accepted: false,
      refusal: { reason: 'changed', file: at('model.js'), gone: ['width'], added: ['size'] },
    });
  });

  it('is refused when a domain has changed', () => {
    const changed = [files[0]!, parse('model.js', model.replace('(8, 16)', '(8, 16, 32)'))];
    const plan = planAcceptance(javascript, header, changed, point);
    assert.ok(!plan.accepted && plan.refusal.reason === 'changed');
  });

  it('is refused when a file has got its first hint', () => {
    const more = [...files, parse('new.js', 'f(/* @nas bool */ true);')];
    const plan = planAcceptance(javascript, header, more, point);
    assert.ok(!plan.accepted && plan.refusal.reason === 'changed' && plan.refusal.file === at('new.js'));
  });

  it('is refused when a file is gone from the program', () => {
    const plan = planAcceptance(javascript, header, [files[0]!], point);
    assert.ok(!plan.accepted && plan.refusal.reason === 'missing' && plan.refusal.file === at('model.js'));
  });
});

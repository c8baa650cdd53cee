// The Cleveland heart disease data (Janosi, Steinbrunn, Pfisterer, Detrano 1988, UCI Machine Learning Repository,
// CC BY 4.0): 303 patients, 13 findings, and whether a coronary vessel is narrowed. In this widely copied version of
// the table the last column is 1 for the healthy.
import { readFileSync } from 'node:fs';

const names = [
  'age',
  'sex',
  'cp',
  'trestbps',
  'chol',
  'fbs',
  'restecg',
  'thalach',
  'exang',
  'oldpeak',
  'slope',
  'ca',
  'thal',
];
/** Codes without an order: type of chest pain, resting electrocardiogram, slope, defect on the scan. */
const categories = { cp: [0, 1, 2, 3], restecg: [0, 1, 2], slope: [0, 1, 2], thal: [0, 1, 2, 3] };

/** Patients as { findings: {name: number}, ill: 0 | 1 }; the last fifth is the test set, the others are in five parts. */
export function load() {
  const [, ...rows] = readFileSync(new URL('heart.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const patients = shuffled(rows).map((row) => {
    const values = row.split(',').map(Number);
    return { findings: Object.fromEntries(names.map((name, i) => [name, values[i]])), ill: 1 - values[13] };
  });
  const test = patients.splice(Math.floor(patients.length * 0.8));
  const folds = Array.from({ length: 5 }, (_, fold) => patients.filter((_, i) => i % 5 === fold));
  return { folds, test };
}

/**
 * How findings become numbers, learnt from some patients: scaled as asked for, categories one column each (`oneHot`)
 * or as their code. The function that it gives makes a row of each patient.
 */
export function preprocessing(patients, { scaling, oneHot }) {
  const columns = names.map((name) => {
    if (oneHot && categories[name])
      return (findings) => categories[name].map((code) => +(findings[name] === code));
    const values = patients.map(({ findings }) => findings[name]);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) || 1;
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (scaling === 'standard') return (findings) => [(findings[name] - mean) / deviation];
    return (findings) => [(findings[name] - low) / (high - low || 1)];
  });
  return ({ findings }) => columns.flatMap((column) => column(findings));
}

/** The area under the receiver operating characteristic: how often an ill patient scores above a healthy one. */
export function areaUnderCurve(scores, ill) {
  let [above, pairs] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    for (let j = 0; j < scores.length; j++) {
      if (!ill[i] || ill[j]) continue;
      above += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      pairs++;
    }
  }
  return above / pairs;
}

/** Fisher and Yates's shuffle with a generator of its own: the order is the same every time. */
function shuffled(list) {
  let state = 1;
  for (let i = list.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

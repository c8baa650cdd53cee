// First names in English speaking countries, from the word lists of Grady Ward's Moby project (public domain). Names
// that are in both lists are left out.
import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';

const alphabet = '-abcdefghijklmnopqrstuvwxyz';
export const letters = alphabet.length + 1;
export const length = 12;

const read = (file) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n');

/** Letters as numbers from 1, the end of the name last, zeros before it. */
function encode(name) {
  const codes = [...name.toLowerCase()].slice(-length).map((letter) => alphabet.indexOf(letter) + 1);
  return [...Array(length - codes.length).fill(0), ...codes];
}

/** { xs [n, length] letters, ys [n, 1] 1 for a woman's name } for `train`, `validation` and `test` (70, 15, 15 %). */
export function load() {
  const [female, male] = [new Set(read('female.txt')), new Set(read('male.txt'))];
  const names = [
    ...[...female].filter((name) => !male.has(name)).map((name) => ({ name, woman: 1 })),
    ...[...male].filter((name) => !female.has(name)).map((name) => ({ name, woman: 0 })),
  ];
  shuffle(names);
  const tensors = (from, to) => {
    const part = names.slice(Math.floor(from * names.length), Math.floor(to * names.length));
    return {
      xs: tf.tensor2d(part.map(({ name }) => encode(name))),
      ys: tf.tensor2d(part.map(({ woman }) => [woman])),
    };
  };
  return { train: tensors(0, 0.7), validation: tensors(0.7, 0.85), test: tensors(0.85, 1) };
}

/** Fisher and Yates's shuffle with a generator of its own: the order is the same every time. */
function shuffle(list) {
  let state = 1;
  for (let i = list.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
}

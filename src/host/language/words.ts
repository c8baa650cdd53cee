import * as vscode from 'vscode';
import type { Condition, Domain, Value } from '../../hints/hint';
import { elementText, intCount } from '../../hints/domain';
import { printLiteral } from '../../hints/literal';
import { bigCount } from '../text';

/** What a kind of hint, a modifier or the search block means, in one sentence. */
export function meaning(word: string): string | undefined {
  switch (word) {
    case 'choice':
      return vscode.l10n.t(
        'One of several values. Before a list with an index, as in `[a, b, c][0]`, one of its elements.',
      );
    case 'subset':
      return vscode.l10n.t('Between so many and so many of the elements of a list.');
    case 'int':
      return vscode.l10n.t('A whole number of a range, with an optional step.');
    case 'float':
      return vscode.l10n.t('A number of a range.');
    case 'bool':
      return vscode.l10n.t('Yes or no.');
    case 'optional':
      return vscode.l10n.t('A statement that may be left out.');
    case 'metric':
      return vscode.l10n.t(
        'Reports the value of an expression each time it is evaluated: an objective or a measure.',
      );
    case 'model':
      return vscode.l10n.t('The export that builds the model.');
    case 'data':
      return vscode.l10n.t('The export that loads the data.');
    case 'search':
      return vscode.l10n.t('The settings of the search, as YAML. Everything has a default.');
    case 'log':
      return vscode.l10n.t(
        'Distances are judged on a logarithmic scale: 0.001 and 0.01 are as far apart as 0.01 and 0.1.',
      );
    case 'each':
      return vscode.l10n.t('Drawn anew for each turn of the enclosing loop.');
    default:
      return undefined;
  }
}

/** The domain in words, for a sentence of its own. */
export function domainWords(domain: Domain): string {
  switch (domain.kind) {
    case 'choice':
      return vscode.l10n.t(
        'One of {0}.',
        domain.options.map((option) => code(printLiteral(option))).join(', '),
      );
    case 'arm':
      return vscode.l10n.t('One of {0}.', domain.texts.map(code).join(', '));
    case 'subset':
      return vscode.l10n.t('{0} to {1} of {2}.', domain.min, domain.max, domain.texts.map(code).join(', '));
    case 'int': {
      const range =
        domain.step === 1
          ? vscode.l10n.t('A whole number from {0} to {1}', domain.low, domain.high)
          : vscode.l10n.t(
              'A whole number from {0} to {1} in steps of {2}',
              domain.low,
              domain.high,
              domain.step,
            );
      const count = vscode.l10n.t('{0} values', bigCount(String(intCount(domain))));
      return `${range}${domain.log ? vscode.l10n.t(', on a logarithmic scale') : ''} (${count}).`;
    }
    case 'float': {
      const range = vscode.l10n.t('A number from {0} to {1}', domain.low, domain.high);
      return `${range}${domain.log ? vscode.l10n.t(', on a logarithmic scale') : ''}.`;
    }
    case 'bool':
      return vscode.l10n.t('Yes or no.');
    case 'optional':
      return vscode.l10n.t('There or left out.');
  }
}

/** A value of a domain: elements of lists by their text. */
export function valueWords(domain: Domain, value: Value): string {
  const element = elementText(domain, value);
  if (element !== undefined) return element;
  if (domain.kind === 'optional') return value === true ? vscode.l10n.t('there') : vscode.l10n.t('left out');
  return printLiteral(value);
}

/** A condition on another variable, after "only when": `depth` is above 2. */
export function conditionWords(
  condition: Condition,
  domainOf: (label: string) => Domain | undefined,
): string {
  const label = code(condition.label);
  switch (condition.is) {
    case 'above':
      return vscode.l10n.t('{0} is above {1}', label, condition.bound);
    case 'including':
      return vscode.l10n.t('{0} keeps {1}', label, elementOf(domainOf(condition.label), condition.index));
    case 'one of': {
      const domain = domainOf(condition.label);
      if (domain?.kind === 'optional')
        return condition.values.includes(true)
          ? vscode.l10n.t('{0} is there', label)
          : vscode.l10n.t('{0} is left out', label);
      const values = condition.values.map((value) =>
        code(domain ? valueWords(domain, value) : printLiteral(value)),
      );
      return vscode.l10n.t('{0} is {1}', label, values.join(vscode.l10n.t(' or ')));
    }
  }
}

function elementOf(domain: Domain | undefined, index: number): string {
  return code((domain?.kind === 'subset' && domain.texts[index]) || `[${index}]`);
}

/** Text as code in Markdown, whatever is in it. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const fence = line.includes('`') ? '``' : '`';
  return fence === '``' ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

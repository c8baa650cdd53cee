/** One file, from text to hints: comments → sites → labels → conditions. */
import ts from 'typescript';
import type { Diagnostic, Hint, MetricHint, Range } from '../hint';
import { parseSearchBlock } from '../block';
import { isProblem, parseHint, type Problem } from '../grammar';
import type { HintedFile } from '../language';
import { error } from '../written';
import { argumentMismatch } from './argument-types';
import { Binder, type BoundVariable } from './bind';
import { findHintComments, type HintComment } from './comments';
import { relativeImports, type Alternatives } from './imports';
import { exportAt } from './marks';
import { deriveName, type DerivedName } from './names';
import { rangeOf } from './nodes';
import { resolveSite } from './resolve';
import { slotNode, type MetricSite, type Site, type VariableSite } from './site';
import { parseSource, type ParsedSource } from './source';

/** A hint with the code it stands before. */
export type BoundHint = BoundVariable | { readonly hint: MetricHint; readonly site: MetricSite };

export interface Analysis {
  readonly source: ParsedSource;
  readonly comments: readonly HintComment[];
  readonly bound: readonly BoundHint[];
  readonly hinted: HintedFile;
  /** The hint that bounds the loop which an `each` draws for. */
  counterOf(each: BoundVariable): BoundVariable | undefined;
}

export function analyse(file: string, text: string): Analysis {
  return new Analyser(file, text).analyse();
}

class Analyser {
  private readonly source: ParsedSource;
  private readonly tree: ts.SourceFile;
  private readonly comments: readonly HintComment[];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly marks: { model?: string; data?: string } = {};
  private config: HintedFile['config'];

  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {
    this.source = parseSource(file, text);
    this.tree = this.source.tree;
    this.comments = findHintComments(this.tree);
  }

  analyse(): Analysis {
    const found = this.comments.flatMap((comment) => this.read(comment) ?? []);
    const single = this.oneHintEach(found);
    const variables = single.filter((site): site is VariableSite => site.role === 'variable');
    const names = new Map(variables.map((site) => [site, deriveName(site)]));
    const fitting = variables.filter((site) => this.argumentFits(site, names.get(site)!));
    const report = (problem: Problem, fallback: Range) => this.report(problem, fallback);
    const binder = new Binder(this.tree, this.comments, report);
    const bound = binder.bind(fitting, names);
    const metrics = single.flatMap((site) => (site.role === 'metric' ? [bindMetric(site)] : []));
    const all = [...bound, ...metrics].sort((a, b) => a.hint.comment.start - b.hint.comment.start);
    this.diagnostics.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    const hinted: HintedFile = {
      file: this.file,
      text: this.text,
      hints: all.map(({ hint }): Hint => hint),
      ...(this.config && { config: this.config }),
      ...(Object.keys(this.marks).length > 0 && { marks: this.marks }),
      diagnostics: this.diagnostics,
      imports: relativeImports(this.source, alternativesOf(variables)),
    };
    const bySite = new Map(bound.map((variable) => [variable.site, variable]));
    const counterOf = ({ site }: BoundVariable) => bySite.get(binder.counters.get(site)!);
    return { source: this.source, comments: this.comments, bound: all, hinted, counterOf };
  }

  private report(problem: Problem, fallback: Range): void {
    const range = problem.range.end > problem.range.start ? problem.range : fallback;
    const { code, message, severity } = problem;
    this.diagnostics.push({ file: this.file, range, severity, code, message });
  }

  private read(comment: HintComment): Site | undefined {
    const report = (problem: Problem) => this.report(problem, comment.range);
    const { body } = comment;
    if (!comment.closed) {
      report(error('syntax', comment.range, 'The comment is not closed; add */ at its end.'));
      return undefined;
    }
    if (/^search(?![\p{L}\p{N}_$-])/u.test(this.text.slice(body.start, body.end))) {
      this.readBlock(comment);
      return undefined;
    }
    const written = parseHint(this.text, body.start, body.end);
    if (isProblem(written)) {
      report(written);
      return undefined;
    }
    if (written.kind !== 'model' && written.kind !== 'data')
      return resolveSite(this.tree, comment, written, report);
    const name = exportAt(this.tree, comment.next);
    if (name === undefined)
      report(
        error(
          'no-target',
          comment.range,
          `${written.kind} stands before an export; put it on the line before one.`,
        ),
      );
    else this.marks[written.kind] = name;
    return undefined;
  }

  private readBlock(comment: HintComment): void {
    const report = (problem: Problem) => this.report(problem, comment.range);
    if (comment.style === 'line') {
      report(
        error(
          'syntax',
          comment.range,
          'The search block is a comment of the other kind: /* @nas search … */.',
        ),
      );
    } else if (this.config) {
      report(
        error('second-block', comment.range, 'The file has a search block already; put everything into one.'),
      );
    } else {
      const block = parseSearchBlock(this.text, {
        start: comment.body.start + 'search'.length,
        end: comment.range.end - 2,
      });
      block.problems.forEach(report);
      this.config = { value: block.config, range: comment.range };
    }
  }

  /** One variable hint and one metric at most for an expression, and none inside a hinted literal. */
  private oneHintEach(sites: readonly Site[]): Site[] {
    const taken = { variable: new Set<ts.Node>(), metric: new Set<ts.Node>() };
    const literals = new Set<ts.Node>();
    return sites.filter((site) => {
      const node = nodeOf(site);
      const inLiteral =
        site.role === 'variable' && ts.findAncestor(node, (ancestor) => literals.has(ancestor));
      if (inLiteral || taken[site.role].has(node)) {
        const message = 'Another hint holds this expression already; remove one.';
        this.report(error('two-hints', site.comment.range, message), site.comment.range);
        return false;
      }
      taken[site.role].add(node);
      if (site.role === 'variable' && site.slot.kind === 'literal') literals.add(node);
      return true;
    });
  }

  private argumentFits(site: VariableSite, name: DerivedName): boolean {
    const mismatch = site.slot.kind === 'literal' ? argumentMismatch(name.group, site.domain) : undefined;
    if (mismatch === undefined) return true;
    this.report(error('type-mismatch', site.comment.body, mismatch), site.comment.range);
    return false;
  }
}

/** The strings that hinted literals may become. */
export function alternativesOf(sites: readonly VariableSite[]): Alternatives {
  const entries = sites.flatMap(({ slot, domain }) => {
    if (slot.kind !== 'literal' || domain.kind !== 'choice') return [];
    const strings = domain.options.filter((option) => typeof option === 'string');
    return strings.length > 0 ? [[slot.holder as ts.Node, strings] as const] : [];
  });
  return new Map(entries);
}

function bindMetric(site: MetricSite): { hint: MetricHint; site: MetricSite } {
  const { comment, name, node } = site;
  return {
    site,
    hint: { role: 'metric', label: name, comment: comment.range, body: comment.body, target: rangeOf(node) },
  };
}

function nodeOf(site: Site): ts.Node {
  return site.role === 'metric' ? site.node : slotNode(site.slot);
}

import * as vscode from 'vscode';
import type { LabelSite } from '../../hints/assist';
import { compatible } from '../../hints/domain';
import type { HintedFile } from '../../hints/language';
import { analysis } from '../lazy';
import { hintsAt, type Hints } from './documents';
import { toRange, toTextEdits } from './places';
import { filesAround } from './related-files';

/** Renames a label at every hint of the program, finds its references and marks them in a file. */
export class HintLabels
  implements vscode.RenameProvider, vscode.ReferenceProvider, vscode.DocumentHighlightProvider
{
  constructor(private readonly hints: Hints) {}

  prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): { range: vscode.Range; placeholder: string } | undefined {
    const site = this.siteAt(document, position);
    if (!site) return undefined;
    return { range: toRange(document, site.range), placeholder: analysis().assist.writableLabel(site.label) };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
    token: vscode.CancellationToken,
  ): Promise<vscode.WorkspaceEdit | undefined> {
    const site = this.siteAt(document, position);
    if (!site) return undefined;
    const name = newName.trim();
    const problem = analysis().assist.labelProblem(name);
    if (problem) throw new Error(problemWords(problem));
    const places = await this.places(document, site, token);
    this.checkFree(
      site,
      name,
      places.map(({ source }) => source),
    );
    const edit = new vscode.WorkspaceEdit();
    for (const place of places) {
      const { assist } = analysis();
      const edits = place.sites.map((found) => assist.renameEdit(found, name));
      const mentions = place.mentions.map((range) => ({ range, text: name }));
      edit.set(place.document.uri, toTextEdits(place.document, [...edits, ...mentions]));
    }
    return edit;
  }

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    _context: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[] | undefined> {
    const site = this.siteAt(document, position);
    if (!site) return undefined;
    const places = await this.places(document, site, token);
    return places.flatMap((place) =>
      [...place.sites.map(({ range }) => range), ...place.mentions].map(
        (range) => new vscode.Location(place.document.uri, toRange(place.document, range)),
      ),
    );
  }

  provideDocumentHighlights(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.DocumentHighlight[] | undefined {
    const site = this.siteAt(document, position);
    const source = site && this.hints.parse(document);
    if (!site || !source) return undefined;
    const found = placesIn(document, source, site);
    return [...found.sites.map(({ range }) => range), ...found.mentions].map(
      (range) => new vscode.DocumentHighlight(toRange(document, range)),
    );
  }

  private siteAt(document: vscode.TextDocument, position: vscode.Position): LabelSite | undefined {
    if (!this.hints.isSource(document)) return undefined;
    const source = hintsAt(this.hints, document, position);
    return source && analysis().assist.labelAt(source, document.offsetAt(position));
  }

  /** Every place with the label. Derived labels are a file's own: the same one elsewhere is another variable. */
  private async places(
    document: vscode.TextDocument,
    site: LabelSite,
    token: vscode.CancellationToken,
  ): Promise<readonly Place[]> {
    const own = this.hints.parse(document);
    if (!own) return [];
    const alone = !site.written;
    const documents = alone ? [document] : await filesAround(this.hints, document, token);
    return documents.flatMap((other) => {
      const source = this.hints.parse(other);
      const place = source && placesIn(other, source, site);
      return place && place.sites.length + place.mentions.length > 0 ? [place] : [];
    });
  }

  /** Throws when another variable has the name already. */
  private checkFree(site: LabelSite, name: string, sources: readonly HintedFile[]): void {
    const { hint } = site;
    for (const other of sources.flatMap(({ hints }) => hints)) {
      if (other.label !== name || other.role !== hint.role || name === site.label) continue;
      const fits =
        hint.role === 'metric' || (other.role === 'variable' && compatible(hint.domain, other.domain));
      if (!fits)
        throw new Error(vscode.l10n.t("'{0}' is the label of a variable with another domain.", name));
    }
  }
}

interface Place {
  readonly document: vscode.TextDocument;
  readonly source: HintedFile;
  readonly sites: readonly LabelSite[];
  readonly mentions: readonly { readonly start: number; readonly end: number }[];
}

function placesIn(document: vscode.TextDocument, source: HintedFile, site: LabelSite): Place {
  const { labelSites, blockMentions } = analysis().assist;
  const sites = labelSites(source, site.label).filter(
    (found) => found.written === site.written && found.hint.role === site.hint.role,
  );
  const mentions = site.hint.role === 'metric' ? blockMentions(source, site.label) : [];
  return { document, source, sites, mentions };
}

function problemWords(problem: 'empty' | 'characters' | 'reserved'): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('A label needs at least one letter.');
    case 'characters':
      return vscode.l10n.t(
        'A label begins with a letter and consists of letters, digits, _, $ and single . - / between them.',
      );
    case 'reserved':
      return vscode.l10n.t("'search' begins the search block, so it cannot be a label.");
  }
}

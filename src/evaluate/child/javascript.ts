/** The bundle with the parser, which only files on disk that are not plain CommonJS need. */
import type { RunnableFile } from '../../hints/language';
import { javascript } from '../../hints/javascript';

/** A file as written, ready to run. */
export function prepareSource(file: string, text: string): RunnableFile {
  return javascript.runnable(javascript.parse(file, text), new Map());
}

/** The bundled code of a worker, as text; see scripts/build.mjs. */
declare module 'worker:*' {
  const source: string;
  export default source;
}

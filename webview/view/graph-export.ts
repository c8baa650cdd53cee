/** A drawn network as a picture that stands by itself. */
import type { PanelModel } from '../panel-model';

const kept = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'paint-order',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'display',
];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The whole drawing at its own size, with the colours of the theme; nothing of the page is needed to show it. */
export function svgText(svg: SVGSVGElement, { width, height }: Size): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const shown = [...svg.querySelectorAll<SVGElement>('*')];
  [...copy.querySelectorAll<SVGElement>('*')].forEach((element, i) => {
    const style = getComputedStyle(shown[i]!);
    for (const name of kept) {
      const value = style.getPropertyValue(name);
      if (value !== '') element.setAttribute(name, value);
    }
    for (const name of [
      'class',
      'style',
      'tabindex',
      'role',
      'aria-label',
      'aria-description',
      'aria-hidden',
    ])
      element.removeAttribute(name);
  });
  // Where it was moved to in its frame is not part of the picture.
  copy.querySelector(':scope > g')?.removeAttribute('transform');
  for (const name of ['class', 'style', 'role', 'aria-label']) copy.removeAttribute(name);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', String(width));
  ground.setAttribute('height', String(height));
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.insertBefore(ground, copy.firstChild);
  return new XMLSerializer().serializeToString(copy);
}

/** Canvases have a greatest size. */
const mostPixels = 8192;

/** Asks where to keep the drawing. */
export async function exportDrawing(
  model: PanelModel,
  name: string,
  svg: SVGSVGElement,
  size: Size,
  kind: 'svg' | 'png',
): Promise<void> {
  const text = svgText(svg, size);
  if (kind === 'svg') {
    model.save(`${name}.svg`, text);
    return;
  }
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(2, mostPixels / Math.max(size.width, size.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const address = canvas.toDataURL('image/png');
  model.save(`${name}.png`, address.slice(address.indexOf(',') + 1), 'base64');
}

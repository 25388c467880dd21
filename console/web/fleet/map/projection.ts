/** A point of the whole earth in Web Mercator: 0 to 1 from the date line eastwards, and from 85° north southwards. */
export interface World {
  readonly x: number;
  readonly y: number;
}
/** What of the earth is shown: its middle, and how large: at zoom 0 the whole earth takes 256 pixels, each step doubles that. */
export interface MapView extends World {
  readonly zoom: number;
}
/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const tile = 256;
const equatorMetres = 40_075_016.686;
const steepest = 85.051129;
export const zooms = { least: 1, most: 18 } as const;
/** One place alone is shown with the town around it. */
const alone = 12;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

export const project = (latitude: number, longitude: number): World => {
  const sine = Math.sin(radians(clamp(latitude, -steepest, steepest)));
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
};
export const latitudeOf = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
export const longitudeOf = (x: number): number => (x - 0.5) * 360;

export const pixelsAt = (zoom: number): number => tile * 2 ** zoom;

export const toScreen = ({ x, y, zoom }: MapView, { width, height }: Size, at: World): World => {
  const scale = pixelsAt(zoom);
  return { x: (at.x - x) * scale + width / 2, y: (at.y - y) * scale + height / 2 };
};
const toWorld = ({ x, y, zoom }: MapView, { width, height }: Size, at: World): World => {
  const scale = pixelsAt(zoom);
  return { x: (at.x - width / 2) / scale + x, y: (at.y - height / 2) / scale + y };
};

const within = ({ x, y, zoom }: MapView): MapView => ({
  x: clamp(x, 0, 1),
  y: clamp(y, 0, 1),
  zoom: clamp(zoom, zooms.least, zooms.most),
});

/** What is shown goes so many pixels with the hand. */
export const panned = (view: MapView, by: World): MapView => {
  const scale = pixelsAt(view.zoom);
  return within({ ...view, x: view.x - by.x / scale, y: view.y - by.y / scale });
};

/** Larger (or smaller) by so many steps; the point under the hand stays there. */
export const zoomed = (view: MapView, size: Size, steps: number, at?: World): MapView => {
  const under = at ?? { x: size.width / 2, y: size.height / 2 };
  const point = toWorld(view, size, under);
  const zoom = clamp(view.zoom + steps, zooms.least, zooms.most);
  const scale = pixelsAt(zoom);
  return within({
    x: point.x - (under.x - size.width / 2) / scale,
    y: point.y - (under.y - size.height / 2) / scale,
    zoom,
  });
};

/**
 * The view that shows all of these points, with `margin` pixels around them; of no point the whole earth. Points near each other are not shown larger than
 * `closest`.
 */
export const fitted = (
  points: readonly World[],
  { width, height }: Size,
  margin: number,
  closest: number = alone,
): MapView => {
  if (points.length === 0) return { x: 0.5, y: 0.5, zoom: zooms.least };
  const range = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  const [left, right] = range(points.map(({ x }) => x));
  const [top, bottom] = range(points.map(({ y }) => y));
  const room = (pixels: number): number => Math.max(pixels - 2 * margin, tile / 4);
  const scale = Math.min(room(width) / (right - left), room(height) / (bottom - top));
  const zoom = Math.min(Math.log2(scale / tile), closest);
  return within({ x: (left + right) / 2, y: (top + bottom) / 2, zoom });
};

/** The longest round length that takes at most so many pixels in the middle of the view. */
export const scaleBar = (
  { y, zoom }: MapView,
  mostPixels: number,
): { readonly metres: number; readonly pixels: number } => {
  const metresPerPixel = (Math.cos(radians(latitudeOf(y))) * equatorMetres) / pixelsAt(zoom);
  const most = metresPerPixel * mostPixels;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((one) => one * power <= most) ?? 1) * power;
  return { metres, pixels: metres / metresPerPixel };
};

/** A line of the graticule: where it is on the screen, and its degrees. */
export interface GridLine {
  readonly at: number;
  readonly degrees: number;
}
const steps = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005] as const;
const leastApart = 90;

/** Meridians and parallels at round degrees, at least 90 pixels apart. */
export const graticule = (
  view: MapView,
  size: Size,
): { readonly meridians: readonly GridLine[]; readonly parallels: readonly GridLine[]; readonly step: number } => {
  const perDegree = pixelsAt(view.zoom) / 360;
  const step = steps.findLast((one) => one * perDegree >= leastApart) ?? steps[0];
  const first = toWorld(view, size, { x: 0, y: 0 });
  const last = toWorld(view, size, { x: size.width, y: size.height });
  const between = (from: number, to: number, most: number): number[] => {
    const [start, end] = [Math.ceil(Math.max(from, -most) / step), Math.floor(Math.min(to, most) / step)];
    return Array.from({ length: Math.max(0, end - start + 1) }, (_, n) => (start + n) * step);
  };
  const meridians = between(longitudeOf(first.x), longitudeOf(last.x), 180).map((degrees) => ({
    at: toScreen(view, size, project(0, degrees)).x,
    degrees,
  }));
  const parallels = between(latitudeOf(last.y), latitudeOf(first.y), steepest).map((degrees) => ({
    at: toScreen(view, size, project(degrees, 0)).y,
    degrees,
  }));
  return { meridians, parallels, step };
};

/** `114.05°E`, with as many places as the step needs. */
export const degreesText = (degrees: number, step: number, [positive, negative]: readonly [string, string]): string => {
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = `${Math.abs(degrees).toFixed(places)}°`;
  return Math.abs(degrees) < step / 2 ? text : text + (degrees > 0 ? positive : negative);
};

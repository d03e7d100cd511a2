// Which names are shown: the most important first, none over another.

import { font, type Name } from "./scene";

export interface Wish {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly text: string;
  readonly rank: number;
  readonly bold: boolean;
  readonly left: boolean;
}

const HEIGHT = 15;
const MOST = 160;
const GAP = 5;
/** A name of which no more characters are left says nothing. */
const LEAST = 5;
const widths = new Map<string, number>();

type Box = readonly [number, number, number, number];

interface Side {
  readonly box: Box;
  readonly text: string;
  readonly left: boolean;
}

/** The names that fit, in order of their rank (low first): beside their node, over no other name or node, within a width. */
export function chosenNames(context: CanvasRenderingContext2D, wishes: Wish[], within: number): Name[] {
  wishes.sort((one, other) => one.rank - other.rank);
  const taken: Box[] = [];
  const names: Name[] = [];
  for (const wish of wishes) {
    if (!wish.text) continue;
    const sides = [wish.left, !wish.left].map((left) => beside(context, wish, left, within));
    const shown = sides.filter(
      ({ box, text }) => box[0] >= 0 && box[2] <= within && (text === wish.text || text.length > LEAST),
    );
    // whole on the other side rather than cut on the usual one
    shown.sort((one, other) => other.text.length - one.text.length);
    const side = shown.find(({ box }) => isFree(box, wish, wishes, taken)) ?? (wish.rank > 0 ? undefined : shown[0]);
    if (!side) continue;
    const { box, text, left } = side;
    taken.push(box);
    names.push({ x: left ? box[2] : box[0], y: wish.y, text, anchor: left ? "end" : "start", bold: wish.bold });
    if (names.length >= MOST) break;
  }
  return names;
}

/** A name on one side of its node, cut where the picture ends. */
function beside(context: CanvasRenderingContext2D, wish: Wish, left: boolean, within: number): Side {
  const room = (left ? wish.x : within - wish.x) - wish.radius - GAP;
  const whole = width(context, wish.text, wish.bold);
  const fits = Math.max(0, Math.floor((wish.text.length * room) / whole) - 2);
  const text = whole <= room ? wish.text : `${[...wish.text].slice(0, fits).join("").trimEnd()}…`;
  const wide = width(context, text, wish.bold);
  const start = left ? wish.x - wish.radius - GAP - wide : wish.x + wish.radius + GAP;
  return { box: [start, wish.y - HEIGHT / 2, start + wide, wish.y + HEIGHT / 2], text, left };
}

function isFree(box: Box, own: Wish, wishes: readonly Wish[], taken: readonly Box[]): boolean {
  const onName = taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]);
  if (onName) return false;
  return !wishes.some(({ x, y, radius }, at) => {
    if (wishes[at] === own) return false;
    const reach = radius * 0.7;
    return box[0] < x + reach && x - reach < box[2] && box[1] < y + reach && y - reach < box[3];
  });
}

function width(context: CanvasRenderingContext2D, text: string, bold: boolean): number {
  const key = `${bold ? "b" : ""}${text}`;
  let found = widths.get(key);
  if (found === undefined) {
    context.font = font(bold);
    found = context.measureText(text).width;
    widths.set(key, found);
  }
  return found;
}

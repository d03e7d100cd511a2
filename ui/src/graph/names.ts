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
const widths = new Map<string, number>();

type Box = readonly [number, number, number, number];

/** The names that fit, in order of their rank (low first): beside their node, over no other name or node. */
export function chosenNames(context: CanvasRenderingContext2D, wishes: Wish[]): Name[] {
  wishes.sort((one, other) => one.rank - other.rank);
  const taken: Box[] = [];
  const names: Name[] = [];
  for (const wish of wishes) {
    if (!wish.text) continue;
    const wide = width(context, wish.text, wish.bold);
    const first = boxOf(wish, wide, wish.left);
    const second = boxOf(wish, wide, !wish.left);
    const box = [first, second].find((one) => isFree(one, wish, wishes, taken)) ?? (wish.rank > 0 ? null : first);
    if (!box) continue;
    taken.push(box);
    const left = box[0] < wish.x;
    names.push({ x: left ? box[2] : box[0], y: wish.y, text: wish.text, anchor: left ? "end" : "start", bold: wish.bold });
    if (names.length >= MOST) break;
  }
  return names;
}

function boxOf(wish: Wish, wide: number, left: boolean): Box {
  const start = left ? wish.x - wish.radius - 5 - wide : wish.x + wish.radius + 5;
  return [start, wish.y - HEIGHT / 2, start + wide, wish.y + HEIGHT / 2];
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

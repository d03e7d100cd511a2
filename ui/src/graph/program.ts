// One WebGL program for all kinds of node: a point whose fragment shader draws shape, fill, rim and digit-sized room.

import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { EdgeLook, NodeLook } from "./model";

export interface ShapeData extends NodeDisplayData {
  readonly rim: string;
  readonly shape: number;
  readonly dashed: boolean;
}

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_rim;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
uniform mat3 u_matrix;
varying vec4 v_color;
varying vec4 v_rim;
varying float v_shape;
varying float v_pixel;
const float bias = 255.0 / 254.0;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  float wide = a_size / u_sizeRatio * u_pixelRatio * 2.0 * 1.1;
  gl_PointSize = wide;
  v_pixel = 2.0 / wide * u_pixelRatio;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_rim = a_rim;
  v_color.a *= bias;
  v_rim.a *= bias;
}`;

const FRAGMENT = `
precision mediump float;
varying vec4 v_color;
varying vec4 v_rim;
varying float v_shape;
varying float v_pixel;
void main(void) {
  vec2 m = (gl_PointCoord - vec2(0.5, 0.5)) * 2.0;
  vec2 a = abs(m);
  float shape = mod(v_shape, 8.0);
  float d = length(m) - 0.9;
  if (shape > 2.5 && shape < 3.5) d = max(a.x, a.x * 0.5 + a.y * 0.866) - 0.8;
  else if (shape > 1.5 && shape < 2.5) d = (a.x + a.y - 0.98) * 0.7071;
  else if (shape > 0.5) d = max(a.x, a.y) - 0.78;
  #ifdef PICKING_MODE
  gl_FragColor = d < 0.08 ? v_color : vec4(0.0);
  #else
  float rim = v_pixel * 1.5;
  float on = smoothstep(-rim - v_pixel * 0.5, -rim + v_pixel * 0.5, d);
  if (shape > 3.5) on = max(on, 1.0 - smoothstep(0.0, v_pixel, abs(d + rim * 2.5) - v_pixel * 0.5));
  if (v_shape > 7.5) on *= step(0.42, fract(atan(m.y, m.x) * 1.9099));
  vec4 inside = mix(v_color, v_rim, on);
  gl_FragColor = inside * (1.0 - smoothstep(-v_pixel * 0.5, v_pixel * 0.5, d));
  #endif
}`;

const { FLOAT, UNSIGNED_BYTE } = WebGLRenderingContext;
const UNIFORMS = ["u_sizeRatio", "u_pixelRatio", "u_matrix"] as const;

export class ShapeProgram extends NodeProgram<(typeof UNIFORMS)[number], NodeLook, EdgeLook> {
  override getDefinition() {
    return {
      VERTICES: 1,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: WebGLRenderingContext.POINTS,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_rim", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
    };
  }

  override processVisibleItem(id: number, start: number, data: NodeDisplayData): void {
    const { rim, shape, dashed } = data as ShapeData;
    const values = [data.x, data.y, data.size, shape + (dashed ? 8 : 0), floatColor(data.color), floatColor(rim), id];
    this.array.set(values, start);
  }

  override setUniforms({ sizeRatio, pixelRatio, matrix }: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniform1f(uniformLocations["u_sizeRatio"] ?? null, sizeRatio);
    gl.uniform1f(uniformLocations["u_pixelRatio"] ?? null, pixelRatio);
    gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, matrix);
  }
}

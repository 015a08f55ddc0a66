#version 300 es
// Traces the scene put in the middle. A scene defines EYE, AIM, LENS and SUN, and the functions `vec2 map(vec3 p)`
// (distance, matter) and `void paint(...)` (light and matter of a point seen); it may define `backdrop`.
precision highp float;
precision highp int;
out vec4 fragment;
uniform vec2 size;
uniform sampler2D sheet;

const float PI = 3.14159265;

float saturate(float x) { return clamp(x, 0., 1.); }
mat2 turned(float a) {
  float c = cos(a), s = sin(a);
  return mat2(c, s, -s, c);
}
float hash(float n) { return fract(sin(n * 12.9898 + 4.1) * 43758.5453); }
float hash(vec2 p) {
  vec3 q = fract(vec3(p.xyx) * .1031);
  q += dot(q, q.yzx + 33.33);
  return fract((q.x + q.y) * q.z);
}
float noise(vec2 p) {
  vec2 i = floor(p), f = fract(p);
  f = f * f * (3. - 2. * f);
  return mix(mix(hash(i), hash(i + vec2(1, 0)), f.x), mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), f.x),
             f.y);
}
float fbm(vec2 p) {
  float a = .5, s = 0.;
  for (int i = 0; i < 5; i++) {
    s += a * noise(p);
    p = p * 2.03 + 17.1;
    a *= .5;
  }
  return s;
}

// Distances to plain bodies.
float ball(vec3 p, float r) { return length(p) - r; }
float box(vec3 p, vec3 b) {
  vec3 q = abs(p) - b;
  return length(max(q, 0.)) + min(max(q.x, max(q.y, q.z)), 0.);
}
float box(vec3 p, vec3 b, float r) { return box(p, b - r) - r; }
float egg(vec3 p, vec3 r) {
  float k = length(p / r), g = length(p / (r * r));
  return k * (k - 1.) / max(g, 1e-4);
}
float rod(vec3 p, vec3 a, vec3 b, float r) {
  vec3 q = p - a, d = b - a;
  return length(q - d * saturate(dot(q, d) / dot(d, d))) - r;
}
float taper(vec3 p, vec3 a, vec3 b, float r, float s) {
  vec3 q = p - a, d = b - a;
  float h = saturate(dot(q, d) / dot(d, d));
  return (length(q - d * h) - mix(r, s, h)) * .9;
}
float drum(vec3 p, float r, float h) {
  vec2 d = vec2(length(p.xz) - r, abs(p.y) - h);
  return min(max(d.x, d.y), 0.) + length(max(d, 0.));
}
float drum(vec3 p, float r, float h, float e) { return drum(p, r - e, h - e) - e; }
float cone(vec3 p, float r, float s, float h) {
  // Radius r at y = -h, s at y = +h.
  vec2 q = vec2(length(p.xz), p.y), k1 = vec2(s, h), k2 = vec2(s - r, 2. * h);
  vec2 ca = vec2(q.x - min(q.x, q.y < 0. ? r : s), abs(q.y) - h);
  vec2 cb = q - k1 + k2 * saturate(dot(k1 - q, k2) / dot(k2, k2));
  float sg = (cb.x < 0. && ca.y < 0.) ? -1. : 1.;
  return sg * sqrt(min(dot(ca, ca), dot(cb, cb)));
}
float ring(vec3 p, float r, float s) { return length(vec2(length(p.xz) - r, p.y)) - s; }
float box2(vec2 p, vec2 b) {
  vec2 q = abs(p) - b;
  return length(max(q, 0.)) + min(max(q.x, q.y), 0.);
}
float seg2(vec2 p, vec2 a, vec2 b) {
  vec2 q = p - a, d = b - a;
  return length(q - d * saturate(dot(q, d) / dot(d, d)));
}

float soft(float a, float b, float k) {
  float h = max(k - abs(a - b), 0.) / k;
  return min(a, b) - h * h * k * .25;
}
float carve(float a, float b, float k) { return -soft(-a, b, k); }
vec2 near(vec2 a, vec2 b) { return a.x < b.x ? a : b; }
vec2 near(vec2 a, float d, float m) { return a.x < d ? a : vec2(d, m); }
// Repeats space every c, n times either side; the cell's number comes back in `cell`.
float repeat(float x, float c, float n, out float cell) {
  cell = clamp(round(x / c), -n, n);
  return x - c * cell;
}

//SCENE//

#ifndef FAR
#define FAR 60.
#endif
#ifndef STEPS
#define STEPS 220
#endif
#ifndef STRIDE
#define STRIDE 1.
#endif
#ifndef SHADOW_FAR
#define SHADOW_FAR 20.
#endif
#ifndef SHADOW_EDGE
#define SHADOW_EDGE 24.
#endif

vec3 facing(vec3 p, float t) {
  vec2 e = vec2(1, -1) * max(.0006, .0004 * t);
  return normalize(e.xyy * map(p + e.xyy).x + e.yyx * map(p + e.yyx).x + e.yxy * map(p + e.yxy).x +
                   e.xxx * map(p + e.xxx).x);
}
float shadow(vec3 p, vec3 toward, float far) {
  float s = 1., t = .02;
  for (int i = 0; i < 56; i++) {
    float d = map(p + toward * t).x;
    s = min(s, .5 + .5 * SHADOW_EDGE * d / t);
    if (s < 0. || t > far) break;
    t += clamp(d, .016, .6);
  }
  s = max(s, 0.);
  return s * s * (3. - 2. * s);
}
float hollow(vec3 p, vec3 n) {
  float s = 0., w = 1.;
  for (int i = 1; i <= 5; i++) {
    float h = .06 * float(i);
    s += (h - map(p + n * h).x) * w;
    w *= .72;
  }
  return saturate(1. - 1.6 * s);
}

void main() {
  vec2 uv = (gl_FragCoord.xy * 2. - size) / size.y;
  vec3 eye = EYE, w = normalize(AIM - eye), u = normalize(cross(w, vec3(0, 1, 0))), v = cross(u, w);
#ifdef TILT
  u = u * cos(TILT) + v * sin(TILT);
  v = cross(u, w);
#endif
  vec3 ray = normalize(uv.x * u + uv.y * v + LENS * w);
  float t = .05, d = 0., id = 0.;
  for (int i = 0; i < STEPS; i++) {
    vec2 m = map(eye + ray * t);
    d = m.x;
    id = m.y;
    if (d < .0004 * t + .0002) break;
    t += d * STRIDE;
    if (t > FAR) break;
  }
  float light = 1.;
  vec3 n = vec3(0, 0, 1), p = eye + ray * t;
  if (t > FAR) {
    id = 0.;
    t = FAR;
#ifdef BACKDROP
    backdrop(uv, ray, light, id);
#endif
  } else {
    n = facing(p, t);
    float far = SHADOW_FAR, fall = 1.;
#ifdef LAMP
    vec3 toward = LAMP - p;
    far = length(toward);
    toward /= far;
    fall = LAMP_FALL(far);
#else
    vec3 toward = normalize(SUN);
#endif
    float lit = max(dot(n, toward), 0.);
    if (lit > 0.) lit *= shadow(p + n * .004, toward, far) * fall;
    paint(p, n, ray, lit, hollow(p, n), id, light);
  }
  fragment = vec4(saturate(light), id / 255., abs(dot(n, w)), 1.);
}

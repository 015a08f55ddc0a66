// A disused track at evening: rails, weeds between the sleepers, a lowered signal.
//: 1 ground | ochre solid | umber .12 .55 angle 6
//: 2 rail | karmir solid | ochre .3 .9 flat | night .22 .55 angle 90
//: 3 sleeper | umber solid | night .2 .66 angle 3
//: 4 weed | sage solid | verdigris .3 .8 flat | night .1 .34 angle 80
//: 5 post | umber solid | night .2 .7
//: 6 arm | karmir solid | night .1 .3
//: 7 far hills | sage solid | verdigris .3 .75 angle 30 | umber .0 .2
//: 8 sky | orpiment .2 1.05 fade | ochre .0 .42 fade
//: 9 sun |
//: 10 white | night .1 .4
#define EYE vec3(.55, 1.25, 5.4)
#define AIM vec3(.1, .95, -4.)
#define LENS 1.9
#define SUN vec3(-.55, .34, -.8)
#define FAR 80.
#define STRIDE .75
#define SHADOW_FAR 9.

float bend(float z) { return .012 * z * z * smoothstep(0., -30., z); }
float blades(vec3 p, float cell, float tall, float seed) {
  vec2 c = floor(p.xz / cell);
  float d = 1e3;
  for (int i = -1; i <= 1; i++)
    for (int j = -1; j <= 1; j++) {
      vec2 k = c + vec2(i, j);
      float r = hash(k + seed);
      if (r < .45) continue;
      vec2 o = (k + .2 + .6 * vec2(hash(k + 3.1), hash(k + 5.7))) * cell;
      float h = tall * (.35 + .65 * r);
      vec2 lean = (vec2(hash(k + 8.), hash(k + 9.)) - .5) * h * .9;
      vec3 a = vec3(o.x, 0, o.y), b = vec3(o.x + lean.x * .4, h * .6, o.y + lean.y * .4),
           e = vec3(o.x + lean.x, h, o.y + lean.y);
      d = min(d, min(taper(p, a, b, .035, .024), taper(p, b, e, .024, .004)));
    }
  return d;
}
vec2 map(vec3 p) {
  p.x -= bend(p.z);
  float edge = smoothstep(1.3, 2.6, abs(p.x));
  float h = .1 * fbm(p.xz * 1.3) + .25 * edge * fbm(p.xz * .6);
  vec2 m = vec2((p.y - h + .10) * .8, 1.);
  vec3 r = vec3(abs(p.x) - .78, p.y, p.z);
  float rail = min(box(r - vec3(0, .26, 0), vec3(.05, .035, 60.), .015),
                   box(r - vec3(0, .17, 0), vec3(.018, .1, 60.)));
  m = near(m, min(rail, box(r - vec3(0, .085, 0), vec3(.085, .018, 60.))), 2.);
  float k;
  vec3 s = vec3(p.x, p.y - .02, repeat(p.z, .72, 90., k));
  s.x -= .08 * (hash(k) - .5);
  s.xz = turned(.06 * (hash(k + 2.) - .5)) * s.xz;
  m = near(m, box(s, vec3(1.22, .075, .15), .02), 3.);
  float g = 1e3;
  if (p.y < 1.2) {
    if (p.z > -16.) g = blades(p, .34, .34, 1.);
    if (abs(p.x) > 1.3 && p.z < 3.4) g = min(g, blades(p, .3, .3 + .75 * smoothstep(1.3, 3.4, abs(p.x)), 5.));
  }
  m = near(m, g * .7, 4.);
  vec3 t = p - vec3(2.55, 0, -5.5);
  m = near(m,
           min(rod(t, vec3(0), vec3(0, 4.4, 0), .075), min(box(t - vec3(0, .2, 0), vec3(.25, .2, .25)),
                                                           rod(t, vec3(.1, 0, 0), vec3(.1, 4.2, 0), .02))),
           5.);
  vec3 a = t - vec3(0, 4.05, .1);
  a.xy = turned(.0) * a.xy;
  vec3 b = a;
  b.xy = turned(-.62) * b.xy;
  float plank = box(b + vec3(.78, 0, 0), vec3(.82, .17, .03));
  m = near(m, plank, abs(b.x + 1.2) < .12 ? 10. : 6.);
  m = near(m, drum((a - vec3(.18, 0, 0)).xzy, .2, .05), 5.);
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  float h1 = -.02 + .22 * fbm(vec2(uv.x * 1.3 + 4., 2.)) + .10 * uv.x;
  float h2 = -.02 + .34 * fbm(vec2(uv.x * .9 + 9., 5.)) - .10 * uv.x;
  id = 8.;
  light = 1.04 - .95 * smoothstep(.05, 1.1, uv.y);
  if (length(uv - vec2(-.72, .42)) < .135) {
    id = 9.;
    light = 1.;
  }
  if (uv.y < h2) {
    id = 7.;
    light = .62 + .3 * fbm(uv * 9.);
  }
  if (uv.y < h1) {
    id = 7.;
    light = .18 + .35 * fbm(uv * 12.);
  }
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .22 * ao + .85 * lit;
  if (id == 1.) light = .2 * ao + .9 * lit + .25 * smoothstep(-8., -30., p.z) + .3 * (noise(p.xz * 9.) - .5);
  if (id == 2.) light = .2 + .8 * lit + .5 * step(.8, n.y);
  if (id == 3.) light = .25 * ao + .9 * lit + .25 * (noise(vec2(p.x * 1.5, p.z * 22.)) - .5);
  if (id == 4.) light = .15 + .35 * p.y + .8 * lit;
}

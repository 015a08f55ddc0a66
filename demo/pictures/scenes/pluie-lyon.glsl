// Rain on a quay in Lyon: a red umbrella crosses the footbridge side, the houses stand in the river.
//: 1 pavement | smoke solid | lapis .12 .74 angle 3 | night .0 .24 angle 3
//: 2 river | azure solid | lapis .14 .72 angle 1 | night .0 .2
//: 3 parapet | smoke solid | lapis .2 .62 angle 4 | night .0 .34
//: 4 umbrella | karmir solid | night .16 .5 angle 60
//: 5 coat | night solid
//: 6 house one | tuff solid | lapis .3 .62 angle 86 | night .0 .2
//: 7 house two | orpiment .35 .9 flat | smoke .0 .5 flat | lapis .2 .5 angle 86
//: 8 window | lapis solid | night .2 .6
//: 9 roof | karmir .4 1. flat | lapis .2 .7 angle 60
//: 10 hill | azure solid | lapis .25 .85 angle 72
//: 11 sky | azure .1 1. fade | smoke .7 .2 fade
//: 12 rain |
//: 13 iron | night solid
//: 14 lamp | orpiment solid
//: 15 basilica | azure .2 .8 flat | lapis .2 .5 angle 86
//: 16 gleam | karmir solid | lapis .2 .6 angle 3
//: 17 house three | lapis .24 .56 angle 86
#define EYE vec3(-2.6, 2.1, 7.2)
#define AIM vec3(1.2, 1.85, -3.)
#define LENS 1.95
#define SUN vec3(-.3, 1., .5)
#define FAR 70.
#define SHADOW_FAR 5.
#define STEPS 300

float brolly(vec3 p) {
  float a = atan(p.z, p.x), n = 8., c = abs(mod(a, 2. * PI / n) - PI / n);
  float r = length(p.xz);
  float s = length(vec2(r, p.y + .35)) - .86 - .03 * cos(c * 8.);
  return max(max(s, -s - .03), -p.y - .02 - .16 * (.39 - c));
}
vec2 map(vec3 p) {
  vec2 m = vec2(max(p.y, p.x - 2.6), 1.);
  m = near(m, p.y + 1.9, 2.);
  float k;
  vec3 q = vec3(p.x - 2.5, p.y, p.z);
  m = near(m,
           min(box(vec3(q.x, q.y - .42, 0), vec3(.2, .44, 1.), .03),
               box(vec3(q.x, q.y - .9, 0), vec3(.28, .07, 1.), .02)),
           3.);
  m = near(m, max(abs(q.x + .02) - .2, q.y), 3.);
  vec3 h = p - vec3(.75, 0, 1.6);
  h.xz = turned(.35) * h.xz;
  m = near(m, person(h * vec3(1, 1, -1) / 1.74, .11, .35) * 1.74, 5.);
  vec3 u = h - vec3(.12, 1.98, .05);
  u.xy = turned(.14) * u.xy;
  m = near(m, brolly(u) * .8, 4.);
  m = near(m, rod(u, vec3(0, -.9, 0), vec3(0, .62, 0), .018), 13.);
  vec3 l = vec3(p.x - 1.95, p.y, repeat(p.z + 2.6, 8., 2., k));
  m = near(m,
           min(rod(l, vec3(0), vec3(0, 3.6, 0), .06),
               min(cone(l - vec3(0, .35, 0), .18, .08, .35), cone(l - vec3(0, 4.12, 0), .22, .02, .12))),
           13.);
  m = near(m, cone(l - vec3(0, 3.78, 0), .12, .19, .22), 14.);
  vec3 t = vec3(p.x + 1.2, p.y, repeat(p.z + 6., 7., 2., k));
  m = near(m, taper(t, vec3(0), vec3(.1, 2.4, 0), .2, .12), 13.);
  for (int i = 0; i < 5; i++) {
    float f = float(i);
    float a = f * 1.3 + k;
    vec3 e = vec3(1.1 * cos(a), 3.9 + .5 * sin(f * 3.), 1.1 * sin(a));
    m = near(m,
             min(taper(t, vec3(.1, 2.3, 0), e * vec3(.55, .85, .55), .11, .06),
                 taper(t, e * vec3(.55, .85, .55), e + vec3(.2, .5, 0), .06, .02)),
             13.);
  }
  float x = p.x - 19.;
  float c = clamp(floor(p.z / 3.4), -12., 2.), tall = 5.2 + 2.6 * hash(c + 3.);
  vec3 b = vec3(x, p.y + 1.2, p.z - (c + .5) * 3.4);
  float house_ = box(b, vec3(2., tall, 1.69));
  // Between two houses the next one may be nearer than this one: no step crosses into its plot.
  float plot = abs(b.z) < 1.7 && b.y < 9. ? 1.74 - abs(b.z) + max(0., -x - 2.1) + max(0., b.y - 8.) : 1e3;
  m = near(m, min(house_, plot), mod(c + 60., 3.) < .5 ? 6. : mod(c + 60., 3.) < 1.5 ? 7. : 17.);
  m = near(m, box(b - vec3(0, tall + .1, 0), vec3(2.15, .16, 1.69)), 9.);
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 11.;
  light = .95 - .85 * smoothstep(-.1, 1.1, uv.y + .08 * fbm(uv * 2.));
  float h = .52 + .22 * sin(uv.x * 1.3 + .9) + .05 * fbm(vec2(uv.x * 5., 2.));
  if (uv.y < h) {
    id = 10.;
    light = .5 + .45 * fbm(uv * vec2(7., 4.));
  }
  vec2 q = uv - vec2(.36, .78);
  float d = box2(q, vec2(.10, .075));
  d = min(d, box2(vec2(abs(q.x) - .11, q.y - .03), vec2(.022, .125)));
  d = min(d, max(abs(q.x) * 1.6 + q.y - .15, -q.y));
  if (d < 0.) {
    id = 15.;
    light = .3 + .6 * step(q.x, .0);
  }
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .25 * ao + .72 * lit;
  if (id == 1.) {
    light = .2 + .2 * ao + .35 * lit + .55 * (noise(p.xz * vec2(.9, 5.)) - .42);
    vec2 e = p.xz - vec2(.75, 1.6), v = normalize(vec2(EYE.x - .75, EYE.z - 1.6));
    float a = dot(e, v), s = abs(e.x * v.y - e.y * v.x);
    if (a > .1 && a < 2.9 && s < .85 * smoothstep(2.95, 1.2, a) * smoothstep(.9, 1.4, a) &&
        noise(p.xz * vec2(3., 14.)) > .36) {
      id = 16.;
      light = .9;
    } else if (a > 0. && a < 1.6 && s < .15 && noise(p.xz * vec2(3., 14.)) > .3) {
      id = 5.;
    }
  }
  if (id == 2.) {
    light = .62 + .5 * (fbm(vec2(p.x * .5, p.z * .35)) - .5) + .25 * smoothstep(4., 14., p.x);
    float c = floor((p.z + .3 * noise(p.xz * 2.)) / 3.4);
    if (p.x > 9.) light -= .3 * hash(c + 9.);
  }
  if (id == 6. || id == 7. || id == 17.) {
    float c = clamp(floor(p.z / 3.4), -12., 2.);
    vec2 w = vec2(mod(p.z, 3.4), p.y + 1.2);
    light = .35 + .3 * hash(c) + .4 * lit;
    vec2 g = vec2(mod(w.x, 1.133) - .566, mod(w.y, 1.75) - .8);
    if (p.x < 17.3 && box2(g, vec2(.25, .5)) < 0. && w.y > 1.) {
      id = hash(vec2(c, floor(w.y / 1.75) + floor(w.x / 1.133) * 5.)) > .86 ? 14. : 8.;
      light = .4;
    }
  }
}

// Painted hives on a slope above the woods; bees about the nearest one; mountain thyme.
//: 1 meadow | sage solid | verdigris .22 .62 angle 22 | night .0 .2
//: 2 yellow hive | orpiment solid | umber .2 .52 angle 86 | night .0 .18
//: 3 blue hive | azure solid | lapis .2 .56 angle 86 | night .0 .18
//: 4 white hive | azure .2 .52 angle 86 | lapis .0 .24 angle 86
//: 5 roof | azure .3 .62 flat | lapis .12 .42 angle 10
//: 6 slot | night solid
//: 7 bee | night solid
//: 8 wing |
//: 9 stripe | orpiment solid
//: 10 woods | verdigris solid | night .3 .92 angle 80
//: 11 far | verdigris .2 .9 angle 30 | sage solid
//: 12 sky | azure .12 .95 fade
//: 13 flower | orpiment solid
//: 14 stone | azure .3 .7 flat | lapis .1 .4
//: 15 violet flower | lapis solid
#define EYE vec3(-1.7, 2.05, 6.4)
#define AIM vec3(.25, 1.35, -1.)
#define LENS 2.65
#define SUN vec3(-.75, .72, .42)
#define FAR 60.
#define STRIDE .85
#define SHADOW_FAR 5.

float ground(vec2 p) { return .12 * fbm(p * 1.1) - .10 * p.x + .11 * max(-p.y, 0.) - .35; }
vec2 hive(vec3 p, float paint_) {
  float d = box(p - vec3(0, .62, 0), vec3(.52, .34, .46), .02);
  d = min(d, box(p - vec3(0, 1.17, 0), vec3(.50, .17, .44), .02));
  d = min(d, box(p - vec3(0, .965, 0), vec3(.53, .022, .47)));
  vec2 m = vec2(d, paint_);
  m = near(m, box(p - vec3(0, 1.39, 0), vec3(.60, .05, .54), .02), 5.);
  m = near(m, box(p - vec3(0, .34, .52), vec3(.46, .02, .12)), 5.);
  m = near(m, box(p - vec3(0, .39, .46), vec3(.26, .035, .03)), 6.);
  m = near(m, box(vec3(abs(p.x) - .36, p.y - 1.12, p.z - .45), vec3(.09, .03, .03)), 6.);
  return near(m, box(vec3(abs(p.x) - .42, p.y - .12, abs(p.z) - .36), vec3(.06, .2, .06)), 6.);
}
vec2 bee(vec3 p, float r) {
  vec2 m = vec2(egg(p, vec3(1.5, .95, .95) * r), abs(fract(p.x / r * .9) - .5) < .2 ? 9. : 7.);
  m = near(m, ball(p - vec3(1.6 * r, .1 * r, 0), .62 * r), 7.);
  vec3 w = p - vec3(.2 * r, 1.2 * r, 0);
  w.z = abs(w.z) - .7 * r;
  w.yz = turned(.6) * w.yz;
  w.xy = turned(.5) * w.xy;
  return near(m, egg(w, vec3(.55, 1.25, .12) * r), 8.);
}
vec2 map(vec3 p) {
  float g = ground(p.xz);
  vec2 m = vec2((p.y - g) * .85, 1.);
  for (int i = 0; i < 7; i++) {
    float k = float(i);
    vec2 o = vec2(1.26 * k - .55, .95 - 1.61 * k);
    if (k > 3.) o = vec2(-3.3 + 1.5 * (k - 4.), -2.6 - 2.1 * (k - 4.));
    vec3 q = p - vec3(o.x, ground(o), o.y);
    float away = box(q - vec3(0, .75, 0), vec3(.65, .8, .7));
    if (away > .4) {
      m = near(m, away, 2.);
      continue;
    }
    q.xz = turned(.32 + .2 * (hash(k) - .5)) * q.xz;
    q.xy = turned(.05 * (hash(k + 2.) - .5)) * q.xy;
    m = near(m, hive(q, mod(k, 3.) < .5 ? 2. : mod(k, 3.) < 1.5 ? 3. : 4.));
    m = near(m, egg(q - vec3(.1, 1.5, -.05), vec3(.22, .12, .18)), 14.);
  }
  m = near(m, bee((p - vec3(-1.35, 2.02, 2.2)), .10));
  vec3 b = p - vec3(-.62, 1.28, 2.35);
  b.xz = turned(2.5) * b.xz;
  m = near(m, bee(b, .085));
  b = p - vec3(-1.7, 1.35, 1.9);
  b.xz = turned(-.8) * b.xz;
  m = near(m, bee(b, .08));
  b = p - vec3(.35, 2.2, 1.3);
  b.xz = turned(.9) * b.xz;
  m = near(m, bee(b, .085));
  b = p - vec3(-.35, .62, 1.95);
  b.xz = turned(1.9) * b.xz;
  m = near(m, bee(b, .08));
  float f = 1e3, v = 1e3;
  vec2 c = floor(p.xz / .34);
  if (p.y - g > .55) m.x = min(m.x, p.y - g - .45);
  else if (p.z < 4.6 && p.z > -9.)
    for (int i = -1; i <= 1; i++)
      for (int j = -1; j <= 1; j++) {
        vec2 k = c + vec2(i, j);
        float r = hash(k + 4.);
        if (r < .5) continue;
        vec2 o = (k + .2 + .6 * vec2(hash(k + 3.), hash(k + 5.))) * .34;
        float h = .16 + .3 * hash(k + 9.);
        vec3 q = p - vec3(o.x, ground(o), o.y);
        if (r > .80) f = min(f, egg(q - vec3(0, h, 0), vec3(.07, .04, .07)));
        else if (r > .66) v = min(v, egg(q - vec3(0, h, 0), vec3(.035, .09, .035)));
        m = near(m, taper(q, vec3(0), vec3(.03, h, .02), .018, .010), 1.);
      }
  m = near(m, f, 13.);
  return near(m, v, 15.);
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 12.;
  light = .98 - .7 * smoothstep(.1, 1.1, uv.y);
  float a = .34 + .35 * fbm(vec2(uv.x * .9 + 3., 4.)),
        b = .12 + .10 * uv.x + .20 * fbm(vec2(uv.x * 1.4, 2.)) +
            .035 * abs(sin(uv.x * 31.)) * noise(vec2(uv.x * 9., 0.)) + .06 * noise(vec2(uv.x * 26., 3.));
  if (uv.y < a) {
    id = 11.;
    light = .55 + .4 * fbm(uv * 5.);
  }
  if (uv.y < b) {
    id = 10.;
    light = .52 + .5 * (noise(vec2(uv.x * 30., uv.y * 6.)) - .4);
  }
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) light = .2 + .18 * ao + .65 * lit + .35 * (fbm(p.xz * 2.5) - .5);
}

// A water mill in the woods: the wheel turning, the race falling in threads.
//: 1 bank | sage solid | verdigris .2 .62 angle 14 | night .02 .3 angle 14
//: 2 water | azure solid | lapis .12 .7 angle 2
//: 3 stone | ochre .16 .6 flat | umber .12 .46 angle 4 | night .0 .2
//: 4 roof | karmir solid | night .16 .6 angle 66
//: 5 wheel | umber solid | night .18 .62 angle 60
//: 6 fall | azure .3 .8 angle 88 | lapis .0 .3 angle 88
//: 7 leaves | verdigris solid | night .12 .52 angle 46
//: 8 trunk | umber solid | night .2 .7 angle 88
//: 9 woods | verdigris solid | night .22 .86 angle 84
//: 10 light leaves | sage solid | verdigris .22 .6 angle 46 | night .0 .2
//: 11 window | night solid
//: 12 sky | sage .2 1.2 fade
//: 13 wood | ochre solid | umber .2 .6 angle 4 | night .0 .25
#define EYE vec3(-3.6, 2.1, 8.4)
#define AIM vec3(-.15, 1.6, 0.)
#define LENS 2.6
#define SUN vec3(-.62, .85, .5)
#define FAR 40.
#define STRIDE .85
#define SHADOW_FAR 7.

vec2 wheel(vec3 p) {
  float r = length(p.xy), a = atan(p.y, p.x) + .12;
  float d = max(abs(r - 1.42) - .07, abs(abs(p.z) - .36) - .045);
  float n = 18.;
  float c = round(a / (2. * PI) * n) * 2. * PI / n;
  vec2 q = vec2(cos(c) * p.x + sin(c) * p.y, -sin(c) * p.x + cos(c) * p.y);
  q = vec2(r * cos(a - c), r * sin(a - c));
  d = min(d, box(vec3(q.x - 1.42, q.y, p.z), vec3(.20, .025, .4)));
  n = 8.;
  c = round(a / (2. * PI) * n) * 2. * PI / n;
  q = vec2(r * cos(a - c), r * sin(a - c));
  d = min(d, box(vec3(q.x - .7, q.y, abs(p.z) - .33), vec3(.72, .05, .04)));
  d = min(d, max(r - .17, abs(p.z) - .9));
  return vec2(d, 5.);
}
float stream(vec2 p) { return p.y - 1.1 - .25 * sin(p.x * .7) - .06 * p.x * p.x * step(p.x, 0.); }
vec2 map(vec3 p) {
  float s = stream(p.xz);
  float h = .28 * fbm(p.xz * .9) + .12 - .75 * smoothstep(.35, -.2, abs(s - 1.0) - 1.05) +
            smoothstep(-1.5, -7., p.z) * 1.6;
  vec2 m = vec2((p.y - h) * .75, 1.);
  m = near(m, p.y + .16, 2.);
  vec3 c = p - vec3(1.35, .1, -1.6);
  vec2 b = house(c.zyx, vec3(1.25, 1.2, 1.9), 1.0, 3., 4.);
  b.x += .02 * noise(c.xy * 6.) * step(b.y, 3.5);
  m = near(m, b);
  m = near(m, box(c - vec3(-.9, 1.5, 1.26), vec3(.24, .32, .05)), 11.);
  m = near(m, box(c - vec3(1.05, .85, 1.26), vec3(.36, .75, .05)), 11.);
  m = near(m,
           min(box(c - vec3(-.9, 1.88, 1.3), vec3(.34, .06, .06)),
               box(c - vec3(1.05, 1.66, 1.3), vec3(.48, .07, .06))),
           13.);
  m = near(m, box(c - vec3(1.1, 3.25, -.3), vec3(.22, .5, .22)), 3.);
  vec3 w = p - vec3(-.15, 1.25, .42);
  m = near(m, length(w) > 2.2 ? vec2(length(w) - 1.9, 5.) : wheel(w));
  vec3 f = p - vec3(-2.9, 2.72, .42);
  m = near(
      m, max(box(f - vec3(.2, .0, 0), vec3(2.15, .16, .34)), -box(f - vec3(.2, .08, 0), vec3(2.4, .16, .27))),
      13.);
  m = near(m, box(f - vec3(.25, .05, 0), vec3(2.2, .03, .26)), 6.);
  m = near(m,
           min(box(vec3(abs(f.x + .6) - 1.0, f.y + 1.4, abs(f.z) - .25), vec3(.06, 1.35, .06)),
               box(f + vec3(.6, .9, 0), vec3(1., .05, .05))),
           13.);
  float x = f.x - 2.4, fall = max(abs(x - .16 - .25 * sqrt(max(-f.y, 0.))) - .09, abs(f.z) - .24);
  m = near(m, max(fall, max(f.y - .1, -1.0 - f.y)) * .6, 6.);
  float t = 1e3, u = 1e3, v = 1e3;
  for (int i = 0; i < 7; i++) {
    float k = float(i);
    vec3 o = vec3(-6.2 + 2.1 * k, 1.2, -5.4 - 2.2 * hash(k + 1.)), q = p - o;
    t = min(t, taper(q, vec3(0, -1.5, 0), vec3(.1, 2.8, 0), .2, .1));
    float away = ball(q - vec3(0, 3.3, 0), 1.9);
    float g = away > .5 ? away : bush(q - vec3(0, 3.0, 0), 1.55 + .4 * hash(k + 4.), k);
    if (mod(k, 2.) < 1.) u = min(u, g);
    else v = min(v, g);
  }
  for (int i = 0; i < 5; i++) {
    float k = float(i);
    vec3 q = p - vec3(-2.9 + 1.15 * k + hash(k), -.1, 3.6 + .9 * hash(k + 3.));
    float away = ball(q, .8);
    v = min(v, away > .4 ? away : bush(q, .32 + .2 * hash(k + 8.), k + 20.));
  }
  m = near(m, t, 8.);
  m = near(m, u, 7.);
  m = near(m, v, 10.);
  float r = 1e3;
  for (int i = 0; i < 6; i++) {
    float k = float(i);
    r = min(r, egg(p - vec3(-2.6 + 1.1 * k, -.16, 2.3 + .6 * sin(k * 3.)),
                   vec3(.32, .18, .25) * (.6 + .7 * hash(k))));
  }
  return near(m, r, 3.);
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 9.;
  float h = .75 + .3 * fbm(vec2(uv.x * 2.5, 1.));
  light = .5 + .45 * fbm(uv * vec2(4., 2.));
  if (uv.y > h) {
    id = 12.;
    light = .6;
  }
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) light = .12 + .2 * ao + .75 * lit + 1.15 * (fbm(p.xz * vec2(2., 4.)) - .52);
  if (id == 2.) {
    light = .3 + .4 * smoothstep(.35, .7, fbm(vec2(p.x * .8, p.z * 3.))) + .2 * lit;
    if (length(p.xz - vec2(.3, .5)) < 1.4 && noise(p.xz * 7.) > .5) {
      id = 6.;
      light = 1.;
    }
  }
  if (id == 3.) {
    float k = floor(p.y / .24);
    float x = abs(n.z) > .5 ? p.x : p.z;
    vec2 b = vec2(x / .46 + .5 * mod(k, 2.) + .2 * noise(vec2(k, x * 3.)), p.y / .24), e = abs(fract(b) - .5);
    light = .2 * ao + .85 * lit + .25 * (hash(floor(b)) - .5) - .35 * step(.44, max(e.x * .98, e.y));
  }
  if (id == 6.) light = .35 + .5 * lit + .3 * noise(vec2(p.x * 14., p.y * 1.5));
}

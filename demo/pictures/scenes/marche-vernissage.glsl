// Sunday at an open-air market: a row of awnings, carpets hung up, copper and pomegranates, people in the alley.
//: 1 ground | orpiment solid | ochre .16 .62 angle 6 | umber .0 .3 angle 6
//: 2 white awning | ochre .18 .52 angle 80
//: 3 red awning | karmir solid | night .06 .36 angle 80
//: 4 post | umber solid | night .2 .6
//: 5 red wool | karmir solid | night .0 .34 angle 2 pitch 8
//: 6 blue wool | lapis solid | night .0 .34 angle 2 pitch 8
//: 7 yellow wool | orpiment solid | umber .0 .34 angle 2 pitch 8
//: 8 white wool | ochre .0 .4 angle 2 pitch 8
//: 9 cloth | lapis solid | night .08 .42 angle 88
//: 10 copper | ochre solid | karmir .2 .5 | night .0 .25 | lines angle 70 bow 30 pitch 8
//: 11 fruit | karmir solid | night .1 .4
//: 12 dark coat | night .38 1. angle 80
//: 13 light dress | ochre .2 .5 angle 80
//: 14 red dress | karmir solid | night .1 .45 angle 80
//: 15 blue coat | lapis solid | night .1 .45 angle 80
//: 16 skin | ochre solid | umber .1 .4
//: 17 sky | lapis .0 1.1 fade
//: 18 tree | lapis solid | night .2 .6 angle 46
//: 19 hair | night solid
//: 20 house | orpiment .2 .7 flat | ochre .0 .4 angle 88
#define EYE vec3(-2.2, 1.9, 6.2)
#define AIM vec3(.72, 1.55, -.6)
#define LENS 2.35
#define SUN vec3(-.62, .95, .38)
#define FAR 50.
#define SHADOW_FAR 6.

float wool(vec2 p, float k) {
  p = floor(p / .045) * .045;
  vec2 e = vec2(.68, .92) - abs(p);
  float edge = min(e.x, e.y);
  if (edge < .07) return 8.;
  if (edge < .2)
    return mod(floor((e.x < e.y ? p.y : p.x) / .09), 2.) < 1. ? (k < 1.5 ? 6. : 7.) : (k < 1.5 ? 7. : 5.);
  if (edge < .24) return 8.;
  float s = abs(p.x) * 1.15 + abs(mod(p.y, .62) - .31);
  if (s < .08) return 8.;
  if (s < .17) return k < .5 ? 6. : k < 1.5 ? 5. : 7.;
  if (s < .25) return k < .5 ? 7. : 8.;
  if (s < .31) return k < 1.5 ? 6. : 5.;
  return k < .5 ? 5. : k < 1.5 ? 7. : 6.;
}
vec2 stall(vec3 p, float k) {
  float slope = p.y - 2.55 + .34 * (p.z - .2) + .035 * sin(p.x * 3.4) * smoothstep(-1., 1., p.z);
  float aw = max(max(abs(slope) - .03, abs(p.x) - 1.38), max(p.z - 1.25, -1.05 - p.z));
  float flap = max(max(abs(p.z - 1.25) - .02, abs(p.x) - 1.38),
                   max(p.y - 2.2, 1.93 + .08 * abs(sin(p.x * 6.8)) - p.y));
  vec2 m = vec2(min(aw, flap) * .8, mod(k, 2.) < 1. ? 3. : 2.);
  m = near(m,
           min(box2(vec2(abs(p.x) - 1.34, p.z - 1.1), vec2(.035)),
               max(box2(vec2(abs(p.x) - 1.34, p.z + 1.0), vec2(.035)), p.y - 3.)) +
               max(0., p.y - 2.9),
           4.);
  m = near(m, box(p - vec3(0, .50, .5), vec3(1.26, .5, .5)) + .012 * sin(p.x * 17.), 9.);
  m = near(m, box(p - vec3(0, 1.01, .5), vec3(1.28, .02, .52)), 8.);
  m = near(m, box(p - vec3(-.62, 1.92, -.72), vec3(.69, .93, .02)), 5.);
  m = near(m, box(p - vec3(.72, 1.82, -.72), vec3(.55, .80, .02)), 6.);
  float x;
  vec3 j = vec3(p.x + .85, p.y - 1.18, p.z - .42);
  j.x -= .34 * clamp(round(j.x / .34), 0., 2.);
  float jug = soft(egg(j, vec3(.13, .16, .13)), cone(j - vec3(0, .19, 0), .045, .075, .08), .06);
  m = near(m, jug, 10.);
  vec3 f = p - vec3(.48, 1.12, .55);
  f.xz -= .19 * clamp(round(f.xz / .19), vec2(0, -1), vec2(3, 1));
  f.y -= .0;
  m = near(m, min(ball(f, .095), cone(f - vec3(0, .11, 0), .02, .04, .025)), 11.);
  return m;
}
vec2 folk(vec3 p, float tall, float skirt, float coat) {
  float d = length(p.xz) - .5;
  if (d > .3) return vec2(d, coat);
  d = person(p / tall, .1, skirt) * tall;
  float y = p.y / tall;
  vec2 m = vec2(d, y > .85 ? 16. : (y < .45 && skirt == 0.) ? 12. : coat);
  return near(m, max(egg(p - vec3(0, .94 * tall, -.015), vec3(.11, .13, .12)), p.z - .05), 19.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  float k;
  vec3 q = vec3(p.z + 1.2, p.y, -(p.x - 2.3));
  k = clamp(round(q.x / 3.), -3., 1.);
  q.x -= 3. * k;
  m = near(m, stall(vec3(-q.x, q.y, q.z), k + 4.));
  vec3 r = vec3(p.z + 4.2, p.y, p.x + 4.6);
  float l = clamp(round(r.x / 3.), -3., 0.);
  r.x -= 3. * l;
  m = near(m, stall(r, l + 5.));
  vec3 a = p - vec3(-.35, 0, 1.3);
  a.xz = turned(2.9) * a.xz;
  m = near(m, folk(a, 1.66, .55, 14.));
  a = p - vec3(.25, 0, 1.2);
  a.xz = turned(2.3) * a.xz;
  m = near(m, folk(a, 1.15, .4, 13.));
  a = p - vec3(-.1, 0, -2.6);
  a.xz = turned(.3) * a.xz;
  m = near(m, folk(a, 1.75, 0., 15.));
  a = p - vec3(-1.7, 0, -4.2);
  a.xz = turned(3.) * a.xz;
  m = near(m, folk(a, 1.72, 0., 12.));
  a = p - vec3(.35, 0, -5.6);
  a.xz = turned(1.) * a.xz;
  m = near(m, folk(a, 1.62, .5, 13.));
  a = p - vec3(-1.1, 0, -7.6);
  m = near(m, folk(a, 1.72, 0., 14.));
  vec3 t = p - vec3(-3.6, 0, -12.5);
  float away = length(t - vec3(0, 3.6, 0)) - 3.;
  m = near(m, away > .5 ? away : bush(t - vec3(0, 3.4, 0), 2.3, 2.), 18.);
  m = near(m, rod(t, vec3(0), vec3(0, 3., 0), .25), 4.);
  t = p - vec3(1.4, 0, -14.);
  away = length(t - vec3(0, 4., 0)) - 3.;
  m = near(m, away > .5 ? away : bush(t - vec3(0, 3.8, 0), 2.4, 5.), 18.);
  m = near(m, rod(t, vec3(0), vec3(0, 3., 0), .25), 4.);
  return near(m, box(p - vec3(-2., 4., -22.), vec3(14., 5., 1.)), 20.);
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 17.;
  light = 1.02 - .5 * smoothstep(.2, 1., uv.y);
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .22 * ao + .85 * lit;
  if (id == 1.) light = .2 + .2 * ao + .8 * lit + .16 * (noise(p.xz * vec2(7., 2.)) - .5);
  if (id == 2. || id == 3.) {
    vec3 q = vec3(p.z + 1.2, p.y, 0.);
    float s = mod(p.z + 30., .52);
    if (id == 3. && s < .26) id = 2.;
    light = .25 + .12 * ao + .7 * max(lit, .3 * step(n.y, .0));
  }
  if (id == 5. || id == 6.) {
    float k;
    vec3 q = p.x > 0. ? vec3(-(p.z + 1.2), p.y, -(p.x - 2.3)) : vec3(p.z + 4.2, p.y, p.x + 4.6);
    k = clamp(round(q.x / 3.), -3., 3.);
    q.x -= 3. * k;
    bool big = id == 5.;
    vec2 u = q.xy - (big ? vec2(-.62, 1.92) : vec2(.72, 1.82));
    if (!big) u *= vec2(1.24, 1.15);
    id = wool(u, mod((big ? 0. : 1.) + abs(k) * 2., 3.));
    light = .3 * ao + .6 * lit + .12;
  }
  if (id == 20.) {
    vec2 g = vec2(mod(p.x, 2.2) - 1.1, mod(p.y, 2.4) - 1.2);
    light = .7;
    if (box2(g, vec2(.4, .7)) < 0.) id = 4.;
  }
}

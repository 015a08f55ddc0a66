// A small tuff station at nightfall: lit windows, a clock, the stationmaster waits with her lantern.
//: 1 ground | umber solid | night .14 .7 angle 3
//: 2 tuff | tuff solid | karmir .10 .40 angle 84 pitch 9 | night .02 .26 angle 84
//: 3 roof | karmir solid | night .1 .62 angle 60
//: 4 glow | orpiment solid
//: 5 dark | night solid
//: 6 platform | tuff .3 .9 flat | lapis .2 .7 angle 3 | night .08 .4 angle 3
//: 7 rail | smoke solid | night .3 .8
//: 8 sky | lapis .1 .86 fade | tuff 1. .45 fade
//: 9 hill | lapis solid | night .2 .9 angle 40
//: 10 clock | night .1 .3
//: 11 coat | lapis solid | night .2 .6
//: 14 cap | karmir solid | night .2 .6
//: 12 tree | lapis solid | night .3 .85 angle 75
//: 13 trim | tuff solid | night .1 .3
#define EYE vec3(-5.2, 2.15, 9.8)
#define AIM vec3(.15, 1.85, 0.)
#define LENS 2.3
#define LAMP vec3(-1.9, 3.0, 2.05)
#define LAMP_FALL(d) (1.7 / (1. + .05 * d * d))
#define STRIDE .9

float arch(vec2 p, float w, float h) {
  return p.y > h ? length(p - vec2(0, h)) - w : max(abs(p.x) - w, -p.y);
}
vec2 station(vec3 p) {
  vec2 m = house(p.zyx, vec3(1.6, 1.35, 4.3), .75, 2., 3.);
  vec3 c = p - vec3(1.2, 0, .45);
  vec2 g = house(c, vec3(1.25, 1.75, 1.45), .7, 2., 3.);
  m = near(m, g);
  float holes = 1e3, k;
  vec3 q = vec3(repeat(p.x + 2.15, 1.05, 1., k), p.y - .75, p.z);
  holes = max(arch(q.xy, .27, .75), abs(p.z - 1.6) - .18);
  q = vec3(p.x - 3.4, p.y - .75, p.z);
  holes = min(holes, max(arch(q.xy, .27, .75), abs(p.z - 1.6) - .18));
  holes = min(holes, max(arch(vec2(abs(c.x) - .0, p.y), .44, 1.35), abs(p.z - 1.9) - .2));
  m.x = max(m.x, -holes);
  m = near(m, box(p - vec3(0, 1.3, 1.42), vec3(4.2, 1.25, .03)), 4.);
  m = near(m, box(c - vec3(0, .9, 1.27), vec3(.6, 1.0, .03)), 4.);
  m = near(m, drum((c - vec3(0, 3.02, 1.48)).xzy, .36, .06), 10.);
  m = near(m, ring((c - vec3(0, 3.02, 1.52)).xzy, .36, .05), 5.);
  m = near(m, box(vec3(p.x, p.y - 2.68, p.z - 1.62), vec3(4.35, .06, .06)), 13.);
  m = near(m, box(vec3(p.x, p.y - .3, p.z - 1.62), vec3(4.35, .3, .04)), 13.);
  return m;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y + .62 + .05 * noise(p.xz * 6.), 1.);
  m = near(m, box(p - vec3(0, -.36, .6), vec3(40., .36, 2.9), .03), 6.);
  m = near(m, station(p));
  vec3 r = vec3(p.x, p.y + .46, abs(p.z - 5.2) - .55);
  m = near(m, box(r, vec3(40., .07, .045)), 7.);
  float k;
  vec3 s = vec3(repeat(p.x, .8, 30., k), p.y + .58, p.z - 5.2);
  m = near(m, box(s, vec3(.16, .05, 1.)), 5.);
  vec3 l = p - vec3(-1.9, 0, 2.4);
  m = near(m, min(rod(l, vec3(0), vec3(0, 3.35, 0), .055), rod(l, vec3(0, 3.35, 0), vec3(0, 3.5, -.3), .04)),
           5.);
  m = near(m, cone(l - vec3(0, 3.47, -.3), .36, .1, .09), 5.);
  m = near(m, ball(l - vec3(0, 3.36, -.3), .13), 4.);
  vec3 b = p - vec3(-3.6, 0, 2.35);
  m = near(
      m, min(box(b - vec3(0, .45, 0), vec3(.95, .04, .22)), box(b - vec3(0, .8, -.22), vec3(.95, .16, .03))),
      5.);
  m = near(m, box(vec3(abs(b.x) - .8, b.y - .22, b.z), vec3(.04, .24, .2)), 5.);
  vec3 f = p - vec3(-.75, 0, 2.75);
  f.xz = turned(.9) * f.xz;
  if (length(f.xz) < 1.2) {
    m = near(m, person(f / 1.66, .02, .4) * 1.66, 11.);
    m = near(m, min(drum(f - vec3(0, 1.63, 0), .13, .05), box(f - vec3(0, 1.6, .1), vec3(.1, .015, .1))),
             14.);
    m = near(m, rod(f, vec3(.25, .70, .06), vec3(.26, .55, .06), .012), 5.);
    m = near(m, drum(f - vec3(.26, .44, .06), .085, .12, .03), 4.);
  }
  for (int i = 0; i < 3; i++) {
    float j = float(i);
    m = near(m, poplar(p - vec3(-7.2 + 1.3 * j, -.3, -4. - j), 6.2 - j), 12.);
  }
  m = near(m, poplar(p - vec3(6.6, -.3, -3.), 5.4), 12.);
  return m;
}
#define BACKDROP
void backdrop(vec2 uv, vec3 ray, inout float light, inout float id) {
  id = 8.;
  light = .95 - .95 * smoothstep(-.1, 1., uv.y);
  float h = .02 + .5 * fbm(vec2(uv.x * .8 + 3., 1.));
  if (uv.y < h) {
    id = 9.;
    light = .55 + .3 * (h - uv.y);
  }
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .16 * ao + 1.1 * lit;
  if (id == 2.) {
    float k = floor(p.y / .34);
    vec2 b = abs(fract(vec2((n.z > .5 ? p.x : p.z) / .7 + .5 * mod(k, 2.), p.y / .34)) - .5);
    light = .2 * ao + 1.15 * lit +
            .10 * (hash(vec2(k, floor((n.z > .5 ? p.x : p.z) / .7 + .5 * mod(k, 2.)))) - .5) -
            .22 * step(.455, max(b.x * .98, b.y));
  }
  if (id == 4.) {
    float k;
    float x = repeat(p.x + 2.15, 1.05, 1., k);
    if (min(abs(x), abs(p.y - 1.4)) < .03 && p.x < 0. ||
        (p.x > 2.6 && min(abs(p.x - 3.4), abs(p.y - 1.4)) < .03))
      id = 5.;
  }
  if (id == 10.) {
    vec2 c = p.xy - vec2(1.2, 3.02);
    light = 1.;
    if (seg2(c, vec2(0), vec2(-.12, .14)) < .03 || seg2(c, vec2(0), vec2(.05, .27)) < .022) id = 5.;
  }
  if (id == 6.) {
    light = .25 + 1.3 * lit;
    if (n.z > .5) light = .1;
  }
  if (id == 1.) light = .12 + .5 * lit;
  if (id == 7.) light = .3 + .6 * n.y;
  if (id == 8.) light = 1.;
}

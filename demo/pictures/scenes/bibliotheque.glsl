// A small library at night: shelves to the ceiling, a ladder, one reader in the circle of a lamp.
//: 1 floor | umber solid | night .1 .62 angle 4
//: 2 wood | ochre solid | umber .22 .60 angle 2 | night .05 .42 angle 2
//: 3 red book | karmir solid | night .08 .46 angle 90 pitch 9
//: 4 blue book | lapis solid | night .08 .46 angle 90 pitch 9
//: 5 green book | verdigris solid | night .08 .46 angle 90 pitch 9
//: 6 pale book | ochre .2 .5 flat | umber .0 .34 flat | night .0 .40 angle 90 pitch 9
//: 7 gilt | ochre solid
//: 8 shade | verdigris solid | night .05 .4 angle 4
//: 9 glow |
//: 10 coat | lapis solid | night .12 .5 angle 70
//: 11 hair | night .5 1.3 angle 70
//: 12 page | ochre .2 .45 angle 10
//: 13 back | night solid
//: 14 brass | ochre solid | night .2 .6
//: 15 skin | ochre .4 .8 flat | umber .1 .4 angle 60
#define EYE vec3(2.3, 2.6, 7.2)
#define AIM vec3(.1, 1.75, -.4)
#define LENS 3.0
#define LAMP vec3(.55, 2.36, .62)
#define LAMP_FALL(d) (2.1 / (1. + .075 * d * d))
#define SHADOW_EDGE 12.

vec2 shelf(vec3 p) {
  // Books stand between boards .82 apart; p.z = 0 is the front of the shelves.
  float row = floor(p.y / .82), y = p.y - row * .82;
  float k;
  float x = p.x;
  vec3 s = p;
  float d = max(abs(abs(y - .41) - .41) - .035, abs(p.z + .22) - .25);
  float u = mod(p.x + 1.5, 3.) - 1.5;
  d = min(d, max(abs(abs(u) - 1.5) - .06, abs(p.z + .22) - .26));
  vec2 m = vec2(max(d, p.y - 4.97), 2.);
  float cell = .135, c = floor(p.x / cell), r = hash(vec2(c, row)), t = hash(vec2(c, row + 31.));
  if (r > .07 && row > -.5 && row < 5.5) {
    float tall = .24 + .13 * t, lean = r > .93 ? .18 : 0.;
    vec3 q = vec3(p.x - (c + .5) * cell, y - .035 - tall, p.z + .20 + .10 * r);
    q.xy = turned(lean) * q.xy;
    float id = t < .28 ? 3. : t < .52 ? 4. : t < .76 ? 5. : 6.;
    float b = box(q, vec3(.058 - lean * .1, tall, .19), .012) * .8;
    if (b < .01 && abs(abs(q.y) - tall * .62) < .018) id = 7.;
    m = near(m, b, id);
  }
  float e = min(cell * .5 - abs(p.x - (c + .5) * cell) + .01, min(y, .82 - y) + .02);
  if (p.z < .1) m.x = min(m.x, max(e, .012));
  return near(m, p.z + .5, 13.);
}
vec2 reader_(vec3 p) {
  float d = taper(p * vec3(.78, 1, 1), vec3(0, 1.55, .05), vec3(0, 1.0, .0), .19, .21);
  vec3 s = vec3(abs(p.x), p.yz);
  d = soft(d, taper(s, vec3(.27, 1.5, .03), vec3(.37, 1.22, -.18), .1, .085), .06);
  d = soft(d, taper(s, vec3(.37, 1.22, -.18), vec3(.16, 1.28, -.55), .085, .06), .05);
  vec2 m = vec2(d, 10.);
  vec3 h = p - vec3(0, 1.92, -.08);
  h.yz = turned(-.3) * h.yz;
  m = near(m, egg(h, vec3(.155, .2, .175)), 15.);
  m = near(m, max(egg(h - vec3(0, .03, .03), vec3(.178, .21, .19)), -(h.z + .05)), 11.);
  m = near(m, ball(h - vec3(0, .06, .21), .09), 11.);
  return near(m, rod(p, vec3(0, 1.65, 0), vec3(0, 1.8, -.04), .07), 15.);
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  m = near(m, p.z > -1.7 ? vec2(p.z + 1.9, 2.) : shelf(p + vec3(0, -.12, 2.)));
  vec3 t = p - vec3(.35, 0, .55);
  m = near(m,
           min(box(t - vec3(0, 1.12, 0), vec3(1.65, .05, .75), .02),
               box(vec3(abs(t.x) - 1.5, t.y - .55, abs(t.z) - .6), vec3(.06, .56, .06))),
           2.);
  vec3 r = p - vec3(-.1, 0, 1.62);
  r.xz = turned(-.16) * r.xz;
  m = near(m, reader_(r));
  m = near(m,
           min(box(r - vec3(0, .62, .05), vec3(.36, .04, .3)),
               box(vec3(abs(r.x) - .33, r.y - .5, r.z - .33), vec3(.035, .8, .03))),
           2.);
  m = near(m, box(r - vec3(0, 1.1, .35), vec3(.34, .05, .02)), 2.);
  vec3 b = p - vec3(-.05, 1.19, .72);
  b.xz = turned(-.16) * b.xz;
  b.y += .10 * abs(b.x) - .05;
  m = near(m, box(b, vec3(.36, .022, .25)) * .8, 12.);
  vec3 l = p - vec3(.55, 1.17, .35);
  m = near(m, min(drum(l, .17, .03), rod(l, vec3(0), vec3(0, 1.1, 0), .028)), 14.);
  vec3 g = l - vec3(0, 1.18, .12);
  m = near(
      m,
      max(max(length(vec2(length(g.xz), g.y + .10)) - .40, -(length(vec2(length(g.xz), g.y + .10)) - .36)),
          -g.y),
      8.);
  for (int i = 0; i < 4; i++) {
    float f = float(i);
    vec3 s = p - vec3(1.42 + .03 * sin(f * 5.), 1.225 + .105 * f, .5);
    s.xz = turned(.3 * sin(f * 3.)) * s.xz;
    m = near(m, box(s, vec3(.36 - .03 * f, .05, .26), .01), f < .5 ? 3. : f < 1.5 ? 6. : f < 2.5 ? 5. : 3.);
  }
  vec3 d = p - vec3(-2.35, 0, -1.15);
  d.yz = turned(.13) * d.yz;
  float k;
  vec3 q = vec3(d.x, repeat(d.y - 2.2, .5, 4., k), d.z);
  m = near(m,
           min(box(vec3(abs(d.x) - .33, d.y - 2.4, d.z), vec3(.04, 2.5, .05)), box(q, vec3(.32, .035, .05))),
           2.);
  return m;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .13 * ao + 1.05 * lit;
  if (id == 1.) light = .06 * ao + .9 * lit;
  if (id == 7. && light < .2) id = 13.;
  if (id == 8.) {
    vec3 g = p - vec3(.55, 2.35, .47);
    light = dot(n, -normalize(g)) > 0. ? 1. : .5 + .3 * n.y;
    if (dot(n, ray) < 0. && length(g + vec3(0, .1, 0)) < .38) id = 9.;
  }
  if (id == 2.) light = .10 * ao + 1.1 * lit;
  if (id == 12.) light = .2 + lit;
  if (id == 14.) light = .5;
}

// Three piles of pink tickets as high as the daily passengers of three periods: 85, 113 and 139; a shoe box.
//: 1 table | lapis solid | night .14 .66 angle 4
//: 2 ticket | tuff solid | karmir .16 .52 angle 2 pitch 7
//: 3 edge | tuff solid | karmir .0 2. flat
//: 4 print | karmir solid
//: 5 box | orpiment solid | umber .2 .62 angle 86 | night .0 .2
//: 6 wall | azure solid | lapis .16 .8 angle 4
//: 7 rule | lapis solid
//: 8 lid | orpiment solid | umber .2 .6 angle 4
//: 9 white |
#define EYE vec3(-3.4, 4.6, 15.)
#define AIM vec3(.12, 1.32, 0.)
#define LENS 7.3
#define SUN vec3(-.8, .8, .55)
#define SHADOW_FAR 6.
#define LEAF .0195

float pile(vec3 p, float tickets, float seed, out float leaf) {
  leaf = clamp(floor(p.y / LEAF), 0., tickets - 1.);
  float d = 1e3;
  for (float i = -1.; i < 2.; i++) {
    float k = clamp(leaf + i, 0., tickets - 1.);
    vec3 q = p - vec3(.035 * (hash(k + seed) - .5), (k + .5) * LEAF, .035 * (hash(k + seed + 3.) - .5));
    q.xz = turned(.05 * (hash(k + seed + 7.) - .5)) * q.xz;
    d = min(d, box(q, vec3(.46, LEAF * .40, .30)));
  }
  return d;
}
vec2 map(vec3 p) {
  vec2 m = vec2(p.y, 1.);
  float leaf;
  m = near(m, p.z + 1.7, 6.);
  m = near(m, pile(p - vec3(-1.30, 0, .0), 85., 1., leaf), 2.);
  m = near(m, pile(p - vec3(-.10, 0, .0), 113., 40., leaf), 2.);
  m = near(m, pile(p - vec3(1.10, 0, .0), 139., 80., leaf), 2.);
  vec3 b = p - vec3(2.35, .42, -.35);
  b.xz = turned(-.35) * b.xz;
  m = near(m, max(box(b, vec3(.56, .42, .42)), -box(b - vec3(0, .1, 0), vec3(.52, .42, .38))), 5.);
  for (int i = 0; i < 5; i++) {
    float k = float(i);
    vec3 t = b - vec3(-.3 + .16 * k, .38, .05 * sin(k * 5.));
    t.xy = turned(.2 - .1 * k) * t.xy;
    m = near(m, box(t, vec3(.015, .28, .30)), 2.);
  }
  vec3 l = p - vec3(2.02, .45, .48);
  l.xz = turned(-.2) * l.xz;
  l.yz = turned(-1.15) * l.yz;
  m = near(m, max(box(l, vec3(.58, .07, .44)), -box(l + vec3(0, .05, 0), vec3(.55, .07, .41))), 8.);
  vec3 t = p - vec3(-.55, .012, 1.05);
  t.xz = turned(.35) * t.xz;
  m = near(m, box(t, vec3(.46, .01, .30)), 2.);
  t = p - vec3(.72, .012, .95);
  t.xz = turned(-.5) * t.xz;
  return near(m, box(t, vec3(.46, .01, .30)), 2.);
}
float face(vec2 q) {
  // What is printed on a ticket: a frame and a railcar.
  vec2 f = vec2(.46, .30) - abs(q);
  float e = min(f.x, f.y);
  if (e > .03 && e < .05) return 1.;
  if (abs(q.x - .26) < .008 && e > .05) return 1.;
  vec2 c = q + vec2(.12, 0.);
  if (box2(c, vec2(.2, .08)) < 0.)
    return box2(vec2(mod(c.x + .2, .1) - .05, c.y + .02), vec2(.028, .03)) < 0. ? 0. : 1.;
  if (length(vec2(abs(c.x) - .12, c.y - .10)) < .03) return 1.;
  return 0.;
}
void paint(vec3 p, vec3 n, vec3 ray, float lit, float ao, inout float id, out float light) {
  light = .2 * ao + .85 * lit;
  if (id == 1.) light = .16 + .1 * ao + .7 * lit;
  if (id == 6.) {
    light = .5 + .4 * lit;
    float y = p.y / LEAF;
    if (abs(mod(y + 12.5, 25.) - 12.5) < .55 && y > 5.) id = 9.;
  }
  if (id == 2.) {
    if (n.y > .8) {
      vec2 q;
      if (p.z > .6) {
        q = p.x < .1 ? turned(.35) * (p.xz - vec2(-.55, 1.05)) : turned(-.5) * (p.xz - vec2(.72, .95));
      } else q = p.xz - vec2(p.x < -.7 ? -1.30 : p.x < .5 ? -.10 : 1.10, 0.);
      light = .3 + .7 * lit;
      if (p.x < 1.7 && face(q) > .5) id = 4.;
    } else if (p.x < 1.7) light = .2 * ao + .75 * lit + .28 * (hash(floor(p.y / LEAF) + floor(p.x)) - .6);
  }
}
